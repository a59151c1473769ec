package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.Listener;
import dev.sotto.compressor.calibrate.Probe;
import dev.sotto.compressor.calibrate.Probe.Rows;
import dev.sotto.compressor.calibrate.ProbedExport;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What a method takes that listens: units by the mean square of what fc2 reads of them. */
record ActivitySaliency() implements Saliency {

  /** The squares of one network's units, over all rows that are not masked. */
  private record UnitListener(Block block, Probe probe) implements Listener<double[]> {
    static UnitListener of(WhisperModel model, Block block) {
      WeightSite site =
          model.weight(block.id().role("fc2.weight")).orElseThrow().sites().stream()
              .filter(read -> ProbedExport.graphs(model).get(read.part()) == read.use().graph())
              .findFirst()
              .orElseThrow();
      Rows rows = block.id().stack() == Stack.ENCODER ? Rows.POSITIONS : Rows.TOKENS;
      String input = site.use().node().inputs().get(0);
      return new UnitListener(
          block, new Probe(site.part(), site.use().graph(), input, rows, block.groups()));
    }

    @Override
    public List<Probe> probes() {
      return List.of(probe);
    }

    @Override
    public long bytes(ToLongFunction<Rows> rows) {
      return (long) block.groups() * Double.BYTES;
    }

    @Override
    public Gathering<double[]> start() {
      double[] squares = new double[block.groups()];
      return new Gathering<>() {
        @Override
        public void add(CalibrationClip clip, List<float[]> values) {
          for (int i = 0; i < clip.rows(probe.rows()) * squares.length; i++) {
            float value = values.get(0)[i];
            squares[i % squares.length] += value * value;
          }
        }

        @Override
        public double[] result() {
          return squares;
        }
      };
    }
  }

  @Override
  public GroupScores score(SaliencyContext context) {
    List<Block> networks =
        context.model().blocks().stream()
            .filter(block -> block.id().kind() == Kind.FEED_FORWARD)
            .toList();
    List<double[]> found =
        context
            .calibration()
            .listen(
                model -> networks.stream().map(network -> UnitListener.of(model, network)).toList(),
                context.progress());
    Map<String, double[]> scores = new LinkedHashMap<>();
    context.model().blocks().forEach(block -> scores.put(block.id().name(), all(block)));
    for (int i = 0; i < networks.size(); i++) {
      scores.put(networks.get(i).id().name(), found.get(i));
    }
    return new GroupScores(scores, 0);
  }

  /** Heads stay. */
  private static double[] all(Block block) {
    double[] scores = new double[block.groups()];
    Arrays.fill(scores, Double.MAX_VALUE);
    return scores;
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", "activity");
  }
}
