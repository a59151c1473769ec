package dev.sotto.compressor.diagnose;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Roles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The spectral norms of a model's linear layers, by stack, in the order of the data. */
final class LinearLayers {
  private static final List<String> ATTENTION = List.of("q_proj", "k_proj", "v_proj", "out_proj");
  private static final List<String> FEED_FORWARD = List.of("fc1", "fc2");

  private LinearLayers() {}

  /**
   * Finds them all.
   *
   * @param seed of the vectors that the iterations start with
   * @throws dev.sotto.models.SottoException if a weight is not float32 or not finite
   */
  static Map<Stack, List<SpectralNorm>> norms(WhisperModel model, long seed, Progress progress) {
    Map<Stack, List<LogicalWeight>> layers = new LinkedHashMap<>();
    for (Stack stack : Stack.values()) {
      layers.put(stack, of(model, stack));
    }
    int total = layers.values().stream().mapToInt(List::size).sum();
    int done = 0;
    Map<Stack, List<SpectralNorm>> norms = new LinkedHashMap<>();
    progress.report("spectral norms", 0, total);
    for (Stack stack : Stack.values()) {
      norms.put(stack, new ArrayList<>());
      for (LogicalWeight weight : layers.get(stack)) {
        norms.get(stack).add(SpectralNorm.of(weight, seed));
        progress.report("spectral norms", ++done, total);
      }
    }
    return norms;
  }

  private static List<LogicalWeight> of(WhisperModel model, Stack stack) {
    Stream<LogicalWeight> blocks =
        model.blocks().stream()
            .filter(block -> block.id().stack() == stack)
            .flatMap(block -> of(model, block));
    return (stack == Stack.DECODER
            ? Stream.concat(
                blocks, model.weight(Roles.logits(model.weights()::containsKey)).stream())
            : blocks)
        .toList();
  }

  private static Stream<LogicalWeight> of(WhisperModel model, Block block) {
    return (block.id().kind().isAttention() ? ATTENTION : FEED_FORWARD)
        .stream().flatMap(name -> model.weight(block.id().role(name + ".weight")).stream());
  }
}
