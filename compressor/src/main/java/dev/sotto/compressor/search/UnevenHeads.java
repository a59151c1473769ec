package dev.sotto.compressor.search;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.IntSummaryStatistics;
import java.util.Optional;

/** Whether the attentions of a stack have different numbers of heads, as after free pruning. */
public final class UnevenHeads {
  private UnevenHeads() {}

  /** Says so, of the first stack of which it is true. */
  public static Optional<String> describe(WhisperModel model) {
    for (Stack stack : Stack.values()) {
      IntSummaryStatistics heads =
          model.blocks().stream()
              .filter(block -> block.id().stack() == stack)
              .filter(block -> block.id().kind().isAttention())
              .mapToInt(Block::groups)
              .summaryStatistics();
      if (heads.getMin() < heads.getMax()) {
        return Optional.of(
            "the %s's attentions have from %s to %s heads"
                .formatted(stack.label(), heads.getMin(), heads.getMax()));
      }
    }
    return Optional.empty();
  }
}
