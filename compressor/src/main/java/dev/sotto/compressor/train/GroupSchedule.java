package dev.sotto.compressor.train;

import dev.sotto.compressor.train.weights.BlockGroups;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.weights.BlockElements.Values;
import dev.sotto.models.whisper.BlockId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

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
 * with {@code n} steps left, until it is exactly zero; there it stays. The last group of a block
 * never leaves. Where heads are to stay uniform, one of each attention of a stack leaves at once.
 */
final class GroupSchedule {
  /** Share of a run after which no further group starts to leave. */
  private static final double RAMP = 0.6;

  /** Share of a run before the first group starts to leave: the metric must settle. */
  private static final double SETTLE = 0.05;

  /** Share of a run that a group takes to become zero. */
  private static final double SHRINK = 0.12;

  private final List<BlockGroups> blocks;
  private final double target;
  private final HeadMode heads;
  private final long steps;
  private final long parameters;

  /** For each block and group, the step at which it started to leave; 0 for one that stays. */
  private final List<int[]> leavingSince = new ArrayList<>();

  private record Member(int block, int group, double saliency) {}

  /** Groups that can only leave together. */
  private record Candidate(List<Member> members) {
    double saliency() {
      return Math.sqrt(
          members.stream().mapToDouble(member -> member.saliency() * member.saliency()).sum()
              / members.size());
    }
  }

  /**
   * @param penalty whose target is a share of the parameters of all blocks
   * @param steps of the whole run
   */
  GroupSchedule(List<BlockGroups> blocks, Penalty penalty, long steps) {
    this.blocks = blocks;
    this.target = penalty.target();
    this.heads = penalty.heads();
    this.steps = steps;
    this.parameters = blocks.stream().mapToLong(block -> block.elements() * block.size()).sum();
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
    long leaving = 0;
    for (int block = 0; block < blocks.size(); block++) {
      leaving +=
          Arrays.stream(leavingSince.get(block)).filter(since -> since > 0).count()
              * blocks.get(block).elements();
    }
    return (double) leaving / parameters;
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
    choose(step, metric);
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

  private void choose(long step, Function<Parameter, Values> metric) {
    double wanted = wanted(step);
    double leaving = leavingShare();
    if (leaving >= wanted) {
      return;
    }
    int[] staying = leavingSince.stream().mapToInt(GroupSchedule::staying).toArray();
    for (Candidate candidate : candidates(metric)) {
      if (leaving >= wanted) {
        return;
      }
      if (candidate.members().stream().allMatch(member -> staying[member.block()] > 1)) {
        for (Member member : candidate.members()) {
          staying[member.block()]--;
          leavingSince.get(member.block())[member.group()] = (int) step;
          leaving += (double) blocks.get(member.block()).elements() / parameters;
        }
      }
    }
  }

  private static int staying(int[] since) {
    return (int) Arrays.stream(since).filter(step -> step == 0).count();
  }

  /** The groups that stay so far, the least salient first. */
  private List<Candidate> candidates(Function<Parameter, Values> metric) {
    List<List<Member>> members =
        IntStream.range(0, blocks.size())
            .parallel()
            .mapToObj(block -> members(block, metric))
            .toList();
    List<Candidate> candidates = new ArrayList<>();
    Map<BlockId.Stack, List<List<Member>>> uniform = new EnumMap<>(BlockId.Stack.class);
    for (int index = 0; index < blocks.size(); index++) {
      BlockId block = blocks.get(index).block().id();
      if (heads.isEven() && block.kind().isAttention()) {
        uniform.computeIfAbsent(block.stack(), key -> new ArrayList<>()).add(members.get(index));
      } else {
        members.get(index).forEach(member -> candidates.add(new Candidate(List.of(member))));
      }
    }
    uniform.values().forEach(attentions -> candidates.addAll(together(attentions)));
    // A stable sort: equal saliencies leave in the order of blocks and groups.
    candidates.sort(Comparator.comparingDouble(Candidate::saliency));
    return candidates;
  }

  /** The least salient head of each attention, the second of each, and so on. */
  private static List<Candidate> together(List<List<Member>> attentions) {
    int common = attentions.stream().mapToInt(List::size).min().orElse(0);
    return IntStream.range(0, common)
        .mapToObj(rank -> new Candidate(attentions.stream().map(heads -> heads.get(rank)).toList()))
        .toList();
  }

  /** The groups of a block that stay so far, the least salient first. */
  private List<Member> members(int block, Function<Parameter, Values> metric) {
    double[] squares = blocks.get(block).sumOfSquares(metric);
    List<Member> staying = new ArrayList<>();
    for (int group = 0; group < squares.length; group++) {
      if (leavingSince.get(block)[group] == 0) {
        staying.add(
            new Member(block, group, Math.sqrt(squares[group] / blocks.get(block).elements())));
      }
    }
    staying.sort(Comparator.comparingDouble(Member::saliency));
    return staying;
  }
}
