package dev.sotto.compressor.train.weights;

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
 * The order in which groups leave: the least first, by {@code ||v_g||_2 / sqrt(p_g)} with some
 * value {@code v} for each element, on one scale for heads and units of all blocks. The last group
 * of a block never leaves. Where heads are to stay uniform, one of each attention of a stack leaves
 * at once.
 */
public final class GroupRanking {
  private final List<BlockGroups> blocks;
  private final HeadMode heads;
  private final long parameters;

  public GroupRanking(List<BlockGroups> blocks, HeadMode heads) {
    this.blocks = List.copyOf(blocks);
    this.heads = heads;
    this.parameters = blocks.stream().mapToLong(block -> block.elements() * block.size()).sum();
  }

  /** Which groups have left, by block and group. */
  @FunctionalInterface
  public interface Leavers {
    boolean isLeaving(int block, int group);
  }

  /** Is told of a group that leaves from now on. */
  @FunctionalInterface
  public interface Leaving {
    void leave(int block, int group);
  }

  private record Member(int block, int group, double saliency) {}

  /** Groups that can only leave together. */
  private record Candidate(List<Member> members) {
    boolean isSet() {
      return members.size() > 1;
    }

    double saliency() {
      return Math.sqrt(
          members.stream().mapToDouble(member -> member.saliency() * member.saliency()).sum()
              / members.size());
    }
  }

  /** Share of the parameters of all blocks that leave or have left. */
  public double leavingShare(Leavers leavers) {
    long leaving = 0;
    for (int block = 0; block < blocks.size(); block++) {
      int index = block;
      leaving +=
          IntStream.range(0, blocks.get(block).size())
                  .filter(group -> leavers.isLeaving(index, group))
                  .count()
              * blocks.get(block).elements();
    }
    return (double) leaving / parameters;
  }

  /**
   * Lets the least groups leave until the share of the parameters of all blocks is reached, if
   * enough may leave. Uniform heads leave in large steps: where one would exceed the final share,
   * they stay as long as there are smaller groups to reach it with.
   *
   * @param share of all, with what has left before
   * @param last the share that is to have left in the end
   * @param values {@code v}, by parameter
   */
  public void leave(
      double share,
      double last,
      Leavers leavers,
      Function<Parameter, Values> values,
      Leaving leaving) {
    double gone = leavingShare(leavers);
    if (gone >= share) {
      return;
    }
    int[] staying =
        IntStream.range(0, blocks.size()).map(block -> staying(block, leavers).length).toArray();
    List<Candidate> tooLarge = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>(candidates(leavers, values));
    for (int i = 0; i < candidates.size() && gone < share; i++) {
      Candidate candidate = candidates.get(i);
      double size = share(candidate);
      if (candidate.isSet() && gone + size > last && !tooLarge.contains(candidate)) {
        tooLarge.add(candidate);
        candidates.add(candidate);
      } else if (candidate.members().stream().allMatch(member -> staying[member.block()] > 1)) {
        for (Member member : candidate.members()) {
          staying[member.block()]--;
          leaving.leave(member.block(), member.group());
        }
        gone += size;
      }
    }
  }

  private double share(Candidate candidate) {
    long elements =
        candidate.members().stream()
            .mapToLong(member -> blocks.get(member.block()).elements())
            .sum();
    return (double) elements / parameters;
  }

  private int[] staying(int block, Leavers leavers) {
    return IntStream.range(0, blocks.get(block).size())
        .filter(group -> !leavers.isLeaving(block, group))
        .toArray();
  }

  /** The groups that stay so far, the least salient first. */
  private List<Candidate> candidates(Leavers leavers, Function<Parameter, Values> values) {
    List<List<Member>> members =
        IntStream.range(0, blocks.size())
            .parallel()
            .mapToObj(block -> members(block, leavers, values))
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
  private List<Member> members(int block, Leavers leavers, Function<Parameter, Values> values) {
    double[] squares = blocks.get(block).sumOfSquares(values);
    long elements = blocks.get(block).elements();
    return Arrays.stream(staying(block, leavers))
        .mapToObj(group -> new Member(block, group, Math.sqrt(squares[group] / elements)))
        .sorted(Comparator.comparingDouble(Member::saliency))
        .toList();
  }
}
