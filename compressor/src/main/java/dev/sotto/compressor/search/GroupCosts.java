package dev.sotto.compressor.search;

import dev.sotto.eval.cost.BlockFlops;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.whisper.Block;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What each group costs, so what leaves with it. */
public record GroupCosts(WhisperModel model) {

  /** Parameters that leave with one group of {@code block}. */
  public long parameters(Block block) {
    return model.elements(block).perGroup();
  }

  /** FLOPs of the standard workload that leave with one group of {@code block}. */
  public long flops(Block block) {
    return BlockFlops.ofGroup(model.config(), block).standard();
  }

  /**
   * Bytes of weights that leave with one group of {@code block}: once for every place where a
   * weight is stored, as two graphs may have a copy each.
   */
  public long bytes(Block block) {
    BlockElements elements = model.elements(block);
    long bytes = 0;
    for (BlockElements.Slice slice : elements.slices()) {
      bytes +=
          StoredBytes.perElement(model.weight(slice.role()).orElseThrow())
              * elements.perGroup(slice);
    }
    return bytes;
  }

  /** Parameters that leave with {@code removed}, block name to groups. */
  public long parameters(Map<String, List<Integer>> removed) {
    return sum(removed, this::parameters);
  }

  /** FLOPs of the standard workload that leave with {@code removed}. */
  public long flops(Map<String, List<Integer>> removed) {
    return sum(removed, this::flops);
  }

  /** Bytes of weights that leave with {@code removed}. */
  public long bytes(Map<String, List<Integer>> removed) {
    return sum(removed, this::bytes);
  }

  /** Parameters of all attentions and feed-forward networks that lie in groups. */
  public long layerParameters() {
    return (long) all(this::parameters);
  }

  /** The sum over all groups of all blocks. */
  double all(ToDoubleFunction<Block> perGroup) {
    return model.blocks().stream()
        .mapToDouble(block -> block.groups() * perGroup.applyAsDouble(block))
        .sum();
  }

  private long sum(Map<String, List<Integer>> removed, ToLongFunction<Block> perGroup) {
    return model.blocks().stream()
        .mapToLong(
            block ->
                removed.getOrDefault(block.id().name(), List.of()).size()
                    * perGroup.applyAsLong(block))
        .sum();
  }
}
