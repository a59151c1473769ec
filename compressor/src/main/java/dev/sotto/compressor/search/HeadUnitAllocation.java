package dev.sotto.compressor.search;

import dev.sotto.compressor.saliency.GroupScores;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Shares a budget between heads and units, for scores that add up: for each number of heads that
 * leave, the units that matter least for what they cost fill the rest of the budget, and of all
 * these allocations that with the largest kept score is taken. (W. Kwon et al., "A Fast
 * Post-Training Pruning Framework for Transformers", 2022, algorithm 1; costs differ between the
 * stacks here, so groups are ordered by score over cost.)
 *
 * <p>The last group of a block never leaves; groups of zeros always do. Where heads are even, one
 * number of heads for each stack is chosen, and in each attention those of the lowest score leave.
 */
final class HeadUnitAllocation {
  /** Where as little is lost, as where heads of zeros leave, what saves more. */
  private static final Comparator<Allocation> LEAST_LOST =
      Comparator.comparingDouble(Allocation::lost)
          .thenComparing(Allocation::cost, Comparator.reverseOrder());

  private final List<Block> blocks;
  private final GroupScores scores;
  private final HeadMode mode;
  private final int modelDim;

  HeadUnitAllocation(List<Block> blocks, GroupScores scores, HeadMode mode, int modelDim) {
    this.blocks = blocks;
    this.scores = scores;
    this.mode = mode;
    this.modelDim = modelDim;
  }

  static HeadUnitAllocation of(WhisperModel model, GroupScores scores, HeadMode mode) {
    return new HeadUnitAllocation(model.blocks(), scores, mode, model.config().modelDim());
  }

  private record Group(String block, int index, double score, long cost) {
    double rate() {
      return score / cost;
    }
  }

  /** Heads that leave together. */
  private record Heads(List<Group> leaving, double lost, long cost) {
    static Heads of(List<Group> leaving) {
      return new Heads(
          leaving,
          leaving.stream().mapToDouble(Group::score).sum(),
          leaving.stream().mapToLong(Group::cost).sum());
    }

    Heads and(Heads other) {
      return of(Stream.concat(leaving.stream(), other.leaving.stream()).toList());
    }
  }

  /** Heads, and the first units of the order. */
  private record Allocation(Heads heads, int units, double lost, long cost) {}

  /**
   * The groups that leave, by block.
   *
   * @param goal what is to be saved at least
   * @param cost what one group of a block saves
   * @return none if all that can leave does not save as much
   */
  Optional<Map<String, List<Integer>>> saving(double goal, ToLongFunction<Block> cost) {
    List<Group> units = leastFirst(block -> !block.id().kind().isAttention(), cost);
    double[] lost = new double[units.size() + 1];
    long[] saved = new long[units.size() + 1];
    int zeros = 0;
    for (int count = 1; count < saved.length; count++) {
      Group unit = units.get(count - 1);
      lost[count] = lost[count - 1] + unit.score();
      saved[count] = saved[count - 1] + unit.cost();
      zeros += unit.score() == 0 ? 1 : 0;
    }
    List<Allocation> allocations = new ArrayList<>();
    for (Heads heads : mode.isEven() ? evenHeads(cost) : freeHeads(cost)) {
      int count = Math.max(zeros, reaching(saved, goal - heads.cost()));
      if (count < saved.length) {
        allocations.add(
            new Allocation(heads, count, heads.lost() + lost[count], heads.cost() + saved[count]));
      }
    }
    return allocations.stream()
        .min(LEAST_LOST)
        .map(best -> byBlock(best.heads().leaving(), units.subList(0, best.units())));
  }

  /** The first place of rising numbers that is not below {@code goal}. */
  private static int reaching(long[] rising, double goal) {
    int low = 0;
    int high = rising.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rising[middle] < goal) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The groups of a block but the best, of which the first of equals leaves first. */
  private List<Group> removable(Block block, ToLongFunction<Block> cost) {
    String name = block.id().name();
    double[] own = scores.of(name);
    long each = cost.applyAsLong(block);
    return IntStream.range(0, own.length)
        .mapToObj(index -> new Group(name, index, own[index] - scores.zero(), each))
        .sorted(Comparator.comparingDouble(Group::score))
        .limit(own.length - 1L)
        .toList();
  }

  /** What can leave of some blocks, the least score for the cost first. */
  private List<Group> leastFirst(Predicate<Block> which, ToLongFunction<Block> cost) {
    return blocks.stream()
        .filter(which)
        .flatMap(block -> removable(block, cost).stream())
        .sorted(Comparator.comparingDouble(Group::rate))
        .toList();
  }

  /** No head, the one that matters least, the two, and so on. */
  private List<Heads> freeHeads(ToLongFunction<Block> cost) {
    List<Group> heads = leastFirst(block -> block.id().kind().isAttention(), cost);
    return IntStream.rangeClosed(0, heads.size())
        .mapToObj(count -> Heads.of(heads.subList(0, count)))
        .toList();
  }

  /** Every pair of numbers of heads that the stacks may be left with. */
  private List<Heads> evenHeads(ToLongFunction<Block> cost) {
    List<Heads> pairs = List.of(Heads.of(List.of()));
    for (Stack stack : Stack.values()) {
      List<Block> attentions =
          blocks.stream()
              .filter(block -> block.id().stack() == stack && block.id().kind().isAttention())
              .toList();
      if (!attentions.isEmpty()) {
        List<Heads> ofStack = evenHeads(attentions, cost);
        pairs = pairs.stream().flatMap(heads -> ofStack.stream().map(heads::and)).toList();
      }
    }
    return pairs;
  }

  private List<Heads> evenHeads(List<Block> attentions, ToLongFunction<Block> cost) {
    int most = attentions.stream().mapToInt(Block::groups).min().orElseThrow();
    return IntStream.rangeClosed(1, most)
        .filter(kept -> mode.allows(kept, modelDim))
        .mapToObj(
            kept ->
                Heads.of(
                    attentions.stream()
                        .flatMap(
                            block ->
                                removable(block, cost).stream().limit(block.groups() - (long) kept))
                        .toList()))
        .toList();
  }

  private Map<String, List<Integer>> byBlock(List<Group> heads, List<Group> units) {
    Map<String, List<Integer>> leaving = new LinkedHashMap<>();
    blocks.forEach(block -> leaving.put(block.id().name(), new ArrayList<>()));
    heads.forEach(group -> leaving.get(group.block()).add(group.index()));
    units.forEach(group -> leaving.get(group.block()).add(group.index()));
    leaving.replaceAll((block, groups) -> groups.stream().sorted().toList());
    return leaving;
  }
}
