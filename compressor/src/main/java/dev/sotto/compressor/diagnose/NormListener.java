package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.Listener;
import dev.sotto.compressor.calibrate.Probe;
import dev.sotto.compressor.calibrate.Probe.Rows;
import dev.sotto.compressor.calibrate.ProbedExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.NormSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Listens to what one layer normalisation reads and gives.
 *
 * @param seed of the iteration over all clips
 */
record NormListener(WhisperModel model, Stack stack, NormSite site, long seed)
    implements Listener<NormStatistics> {

  /**
   * Those of a model, encoder first, in the order of the data.
   *
   * @throws dev.sotto.models.SottoException if the export has no decoder with a cache
   */
  static List<NormListener> all(WhisperModel model, long seed) {
    Map<Part, Graph> graphs = ProbedExport.graphs(model);
    Map<String, NormSite> sites = new LinkedHashMap<>();
    for (NormSite site : model.norms()) {
      if (graphs.get(site.part()) == site.graph()) {
        sites.put(site.name(), site);
      }
    }
    List<NormListener> listeners = new ArrayList<>();
    for (Stack stack : Stack.values()) {
      for (String name : names(model, stack)) {
        listeners.add(new NormListener(model, stack, sites.get(name), seed));
      }
    }
    return listeners;
  }

  /** The normalisations of a stack in the order of the data: one for each block, and the last. */
  private static List<String> names(WhisperModel model, Stack stack) {
    List<String> names = new ArrayList<>();
    model.blocks().stream()
        .filter(block -> block.id().stack() == stack)
        .forEach(block -> names.add(block.id().normName()));
    names.add(stack.closingNorm());
    return names;
  }

  /** Input and output. */
  @Override
  public List<Probe> probes() {
    return List.of(probe(site.input()), probe(site.output()));
  }

  private Probe probe(String value) {
    return new Probe(site.part(), site.graph(), value, rows(), model.config().modelDim());
  }

  private Rows rows() {
    return stack == Stack.ENCODER ? Rows.POSITIONS : Rows.TOKENS;
  }

  /** The outputs of all clips are kept, since every pair meets. */
  @Override
  public long bytes(ToLongFunction<Rows> rows) {
    return rows.applyAsLong(rows()) * model.config().modelDim() * Float.BYTES;
  }

  @Override
  public Gathering<NormStatistics> start() {
    int width = model.config().modelDim();
    NormScales scales = new NormScales(site.epsilon().orElseThrow(), width);
    ChannelVariance variance = new ChannelVariance(width);
    ClipSimilarity similarity = new ClipSimilarity();
    return new Gathering<>() {
      @Override
      public void add(CalibrationClip clip, List<float[]> values) {
        int rows = clip.rows(rows());
        scales.add(values.get(0), rows);
        float[] outputs = Arrays.copyOf(values.get(1), rows * width);
        for (float value : outputs) {
          if (!Float.isFinite(value)) {
            throw SottoException.badInput(
                site.name(),
                "gives " + value + ", which is no finite number; the model is damaged");
          }
        }
        variance.add(outputs, rows);
        similarity.add(outputs);
      }

      @Override
      public NormStatistics result() {
        PowerIteration.Estimate largest = similarity.largestEigenvalue(seed);
        return new NormStatistics(
            stack,
            site.name(),
            scales.capacity(largestGain()),
            new NormActivity(
                variance.value(),
                similarity.meanCosine(),
                similarity.clips() / largest.value(),
                largest.converged()));
      }
    };
  }

  /** {@code ||gamma||_inf}. */
  private double largestGain() {
    FloatBuffer gain = FloatWeights.of(model.weight(site.gain()).orElseThrow());
    return IntStream.range(0, gain.capacity())
        .mapToDouble(i -> Math.abs(gain.get(i)))
        .max()
        .orElse(0);
  }
}
