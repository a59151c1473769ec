package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.calibrate.Listener;
import dev.sotto.compressor.calibrate.Probe;
import dev.sotto.compressor.calibrate.Probe.Rows;
import dev.sotto.compressor.calibrate.ProbedExport;
import dev.sotto.models.export.NormSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import java.nio.FloatBuffer;
import java.util.ArrayList;
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
    return new NormGathering(this);
  }

  /** {@code ||gamma||_inf}. */
  double largestGain() {
    FloatBuffer gain = FloatWeights.of(model.weight(site.gain()).orElseThrow());
    return IntStream.range(0, gain.capacity())
        .mapToDouble(i -> Math.abs(gain.get(i)))
        .max()
        .orElse(0);
  }
}
