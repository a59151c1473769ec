package dev.sotto.compressor.search;

import dev.sotto.compressor.saliency.GroupScores;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.PrunableBlock;
import dev.sotto.models.whisper.WhisperModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The groups that a threshold takes: those with a score below it, but never the last of a block.
 *
 * <p>With uniform heads, a stack's attentions all lose the same number: the mean of what the
 * threshold would take from each, rounded, and in each those of the lowest score.
 */
public final class GroupSelection {
  private final WhisperModel model;
  private final GroupScores scores;
  private final HeadMode mode;

  public GroupSelection(WhisperModel model, GroupScores scores, HeadMode mode) {
    this.model = model;
    this.scores = scores;
    this.mode = mode;
  }

  /** Block name to the groups with a score below {@code threshold}. */
  public Map<String, List<Integer>> below(double threshold) {
    return below(threshold, threshold);
  }

  /** As {@link #below(double)}, with a threshold for heads and one for units. */
  Map<String, List<Integer>> below(double headThreshold, double unitThreshold) {
    Map<Block.Stack, Integer> uniform = new LinkedHashMap<>();
    if (mode == HeadMode.UNIFORM) {
      for (Block.Stack stack : Block.Stack.values()) {
        uniform.put(stack, uniformCount(stack, headThreshold));
      }
    }
    Map<String, List<Integer>> selected = new LinkedHashMap<>();
    for (PrunableBlock block : model.blocks()) {
      boolean heads = block.block().kind().isAttention();
      double[] values = scores.of(block.block().name());
      int count =
          heads && mode == HeadMode.UNIFORM
              ? uniform.get(block.block().stack())
              : countBelow(values, heads ? headThreshold : unitThreshold);
      selected.put(block.block().name(), lowest(values, Math.min(count, block.groups() - 1)));
    }
    return selected;
  }

  private int uniformCount(Block.Stack stack, double threshold) {
    List<PrunableBlock> attentions =
        model.blocks().stream()
            .filter(block -> block.block().stack() == stack && block.block().kind().isAttention())
            .toList();
    double marked =
        attentions.stream()
            .mapToInt(block -> countBelow(scores.of(block.block().name()), threshold))
            .sum();
    return attentions.isEmpty() ? 0 : (int) Math.round(marked / attentions.size());
  }

  private static int countBelow(double[] values, double threshold) {
    return (int) Arrays.stream(values).filter(value -> value < threshold).count();
  }

  /** The {@code count} groups of the lowest score, ascending; of equal scores the first. */
  private static List<Integer> lowest(double[] values, int count) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, values.length).boxed().toList());
    order.sort(Comparator.comparingDouble((Integer group) -> values[group]));
    return order.subList(0, count).stream().sorted().toList();
  }
}
