package dev.sotto.compressor.saliency;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The score of every group, by block; groups with low scores matter least. */
public final class GroupScores {
  private final Map<String, double[]> scores = new LinkedHashMap<>();
  private final double zero;

  /**
   * @param scores block name to the scores of its groups
   * @param zero the score of groups of zeros, whether there are any or not; no group is below it
   */
  public GroupScores(Map<String, double[]> scores, double zero) {
    this.zero = zero;
    scores.forEach((block, values) -> this.scores.put(block, values.clone()));
  }

  /** The scores of a block's groups. */
  public double[] of(String block) {
    return scores.get(block).clone();
  }

  /**
   * These scores for each unit of what a group costs, so that what saves most for what it loses
   * leaves first.
   *
   * @param cost of one group, by block name
   */
  public GroupScores perCost(ToDoubleFunction<String> cost) {
    Map<String, double[]> divided = new LinkedHashMap<>();
    scores.forEach(
        (block, values) -> {
          double unit = cost.applyAsDouble(block);
          divided.put(block, Arrays.stream(values).map(value -> value / unit).toArray());
        });
    return new GroupScores(divided, zero);
  }

  /** The score that groups of zeros have. */
  public double zero() {
    return zero;
  }

  /** The lowest score of all groups. */
  public double lowest() {
    return scores.values().stream().flatMapToDouble(Arrays::stream).min().orElseThrow();
  }

  /** The highest score of all groups. */
  public double highest() {
    return scores.values().stream().flatMapToDouble(Arrays::stream).max().orElseThrow();
  }
}
