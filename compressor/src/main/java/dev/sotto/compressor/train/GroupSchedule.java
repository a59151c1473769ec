package dev.sotto.compressor.train;

import dev.sotto.compressor.train.weights.BlockGroups;
import dev.sotto.compressor.train.weights.GroupRanking;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.models.weights.BlockElements.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Leads a model to a share of zero groups: an adaptive group LASSO (H. Zou, "The Adaptive Lasso and
 * Its Oracle Properties", 2006) whose strength is 0 for groups that stay and grows for those that
 * leave. Ours, as TSPAR's own schedule is not known.
 *
 * <p>The share wanted after a fraction {@code t} of the ramp is {@code target * (1 - (1 - t)^3)}
 * (M. Zhu, S. Gupta, "To prune, or not to prune", 2017). While fewer parameters are leaving, the
 * groups with the least saliency join them. The saliency of a group is {@code ||d w||_2 /
 * sqrt(p_g)} with the optimiser's diagonal metric {@code d}: what the proximal step compares with
 * the strength, so that groups leave in the order in which a growing strength would take them. From
 * then on each proximal step shrinks the group by an equal part of its norm, {@code w (1 - 1/n)}
 * with {@code n} steps left, until it is exactly zero; there it stays.
 */
final class GroupSchedule {
  /** Share of a run after which no further group starts to leave. */
  private static final double RAMP = 0.6;

  /** Share of a run before the first group starts to leave: the metric must settle. */
  private static final double SETTLE = 0.05;

  /** Share of a run that a group takes to become zero. */
  private static final double SHRINK = 0.12;

  private final List<BlockGroups> blocks;
  private final GroupRanking ranking;
  private final double target;
  private final long steps;

  /** For each block and group, the step at which it started to leave; 0 for one that stays. */
  private final List<int[]> leavingSince = new ArrayList<>();

  /**
   * @param penalty whose target is a share of the parameters of all blocks
   * @param steps of the whole run
   */
  GroupSchedule(List<BlockGroups> blocks, Penalty penalty, long steps) {
    this.blocks = blocks;
    this.ranking = new GroupRanking(blocks, penalty.heads());
    this.target = penalty.target();
    this.steps = steps;
    blocks.forEach(block -> leavingSince.add(new int[block.size()]));
  }

  /** Number of blocks. */
  int blocks() {
    return blocks.size();
  }

  /** For checkpoints: the array is this schedule's own. */
  int[] leavingSince(int block) {
    return leavingSince.get(block);
  }

  /** Share of the parameters of all blocks that leave or have left. */
  double leavingShare() {
    return ranking.leavingShare(this::isLeaving);
  }

  private boolean isLeaving(int block, int group) {
    return leavingSince.get(block)[group] > 0;
  }

  /** Whether as much leaves as is wanted in the end. */
  boolean isReached() {
    return leavingShare() >= target;
  }

  /**
   * Shrinks what leaves, after a step of the optimiser.
   *
   * @param step counted from 1
   * @param metric the optimiser's {@code d}, times the weights
   */
  void apply(long step, Function<Parameter, Values> metric) {
    ranking.leave(
        wanted(step),
        target,
        this::isLeaving,
        metric,
        (block, group) -> leavingSince.get(block)[group] = (int) step);
    long shrinking = Math.max(1, Math.round(SHRINK * steps));
    for (int block = 0; block < blocks.size(); block++) {
      double[] factors = new double[blocks.get(block).size()];
      boolean any = false;
      for (int group = 0; group < factors.length; group++) {
        int since = leavingSince.get(block)[group];
        long left = shrinking - (step - since);
        factors[group] = since == 0 ? 1 : left <= 1 ? 0 : 1 - 1.0 / left;
        any |= since > 0;
      }
      if (any) {
        blocks.get(block).scale(factors);
      }
    }
  }

  private double wanted(long step) {
    double t = (step - SETTLE * steps) / ((RAMP - SETTLE) * steps);
    double left = 1 - Math.min(1, Math.max(0, t));
    return target * (1 - left * left * left);
  }
}
