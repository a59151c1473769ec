package dev.sotto.compressor.search;

import dev.sotto.eval.cost.BlockFlops;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.whisper.Block;
import java.util.function.ToDoubleFunction;

/** What each group costs, so what leaves with it. */
public record GroupCosts(WhisperModel model) {

  /** Parameters that leave with one group of {@code block}. */
  public long parameters(Block block) {
    return model.elements(block).perGroup();
  }

  /** FLOPs of the standard workload that leave with one group of {@code block}. */
  public long flops(Block block) {
    return BlockFlops.ofGroup(model, block).standard();
  }

  /** Bytes of weights that leave with one group of {@code block}. */
  public long bytes(Block block) {
    BlockElements elements = model.elements(block);
    return elements.slices().stream()
        .mapToLong(
            slice ->
                StoredBytes.of(model.weight(slice.role()).orElseThrow(), elements.perGroup(slice)))
        .sum();
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
}
