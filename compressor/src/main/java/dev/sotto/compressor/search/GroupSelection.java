package dev.sotto.compressor.search;

import dev.sotto.compressor.saliency.GroupScores;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The groups that a threshold takes: those with a score below it, but never the last of a block.
 *
 * <p>With uniform heads, a stack's attentions are all left with the same number: of the least that
 * one of them has, as many leave as the threshold takes on average beyond what levels the others
 * with it, rounded, and fewer where portable heads allow no such number. In each attention those of
 * the lowest score leave.
 */
public final class GroupSelection {
  private final WhisperModel model;
  private final HeadMode mode;
  private final boolean addUp;
  private final Map<String, Ranking> rankings = new HashMap<>();

  public GroupSelection(WhisperModel model, GroupScores scores, HeadMode mode) {
    this(model, scores, mode, false);
  }

  /**
   * @param addUp whether scores are losses that add up: then one more head leaves each attention of
   *     a stack where together they lose less than the threshold on average
   */
  GroupSelection(WhisperModel model, GroupScores scores, HeadMode mode, boolean addUp) {
    this.model = model;
    this.mode = mode;
    this.addUp = addUp;
    for (Block block : model.blocks()) {
      String name = block.id().name();
      rankings.put(name, new Ranking(scores.of(name)));
    }
  }

  /** The groups of a block, sorted once, as a search asks for many thresholds. */
  private static final class Ranking {
    /** The lowest score first; of equal scores the first group. */
    private final List<Integer> order;

    private final double[] scores;

    Ranking(double[] scores) {
      this.scores = scores;
      order = new ArrayList<>(IntStream.range(0, scores.length).boxed().toList());
      order.sort(Comparator.comparingDouble((Integer group) -> scores[group]));
    }

    int below(double threshold) {
      return (int) Arrays.stream(scores).filter(score -> score < threshold).count();
    }

    /** The score of the group that is next to leave when {@code gone} have left. */
    double scoreOf(int gone) {
      return scores[order.get(gone)];
    }

    /** The {@code count} groups of the lowest score, ascending. */
    List<Integer> lowest(int count) {
      return order.subList(0, count).stream().sorted().toList();
    }
  }

  /** BlockId name to the groups with a score below {@code threshold}. */
  public Map<String, List<Integer>> below(double threshold) {
    return below(threshold, threshold);
  }

  /** As {@link #below(double)}, with a threshold for heads and one for units. */
  Map<String, List<Integer>> below(double headThreshold, double unitThreshold) {
    Map<BlockId.Stack, Integer> uniform = new LinkedHashMap<>();
    if (mode.isEven()) {
      for (BlockId.Stack stack : BlockId.Stack.values()) {
        uniform.put(stack, uniformlyKept(stack, headThreshold));
      }
    }
    Map<String, List<Integer>> selected = new LinkedHashMap<>();
    for (Block block : model.blocks()) {
      boolean heads = block.id().kind().isAttention();
      Ranking ranking = rankings.get(block.id().name());
      int count =
          heads && mode.isEven()
              ? block.groups() - uniform.get(block.id().stack())
              : ranking.below(heads ? headThreshold : unitThreshold);
      selected.put(block.id().name(), ranking.lowest(Math.min(count, block.groups() - 1)));
    }
    return selected;
  }

  private int uniformlyKept(BlockId.Stack stack, double threshold) {
    List<Block> attentions =
        model.blocks().stream()
            .filter(block -> block.id().stack() == stack && block.id().kind().isAttention())
            .toList();
    int least = attentions.stream().mapToInt(Block::groups).min().orElse(1);
    int leaving =
        addUp ? together(attentions, least, threshold) : onAverage(attentions, least, threshold);
    return mode.keeping(Math.max(1, least - leaving), least, model.config().modelDim());
  }

  /**
   * How many more can leave each attention so that the last of all lose less than the threshold.
   */
  private int together(List<Block> attentions, int least, double threshold) {
    int leaving = 0;
    while (leaving < least - 1 && lost(attentions, least - leaving - 1) < threshold) {
      leaving++;
    }
    return leaving;
  }

  /** Mean score of the heads that leave when each attention goes down to {@code kept} heads. */
  private double lost(List<Block> attentions, int kept) {
    return attentions.stream()
        .mapToDouble(block -> rankings.get(block.id().name()).scoreOf(block.groups() - kept - 1))
        .average()
        .orElse(Double.MAX_VALUE);
  }

  private int onAverage(List<Block> attentions, int least, double threshold) {
    double marked =
        attentions.stream()
            .mapToInt(
                block ->
                    Math.max(
                        0,
                        rankings.get(block.id().name()).below(threshold)
                            - (block.groups() - least)))
            .sum();
    return attentions.isEmpty() ? 0 : (int) Math.round(marked / attentions.size());
  }
}
