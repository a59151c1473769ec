package dev.sotto.compressor.search;

import dev.sotto.compressor.saliency.GroupScores;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
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
  /** Where as little is lost, as where heads of zeros leave, more of these and fewer others. */
  private static final Comparator<Allocation> LEAST_LOST =
      Comparator.comparingDouble(Allocation::lost)
          .thenComparing(allocation -> allocation.heads().zeros(), Comparator.reverseOrder())
          .thenComparing(allocation -> allocation.heads().leaving().size());

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

  /**
   * Something that is to be saved.
   *
   * @param perGroup what leaves with one group of a block
   * @param goal how much is to leave in all, above 0
   */
  record Price(ToDoubleFunction<Block> perGroup, double goal) {}

  /**
   * A head or unit.
   *
   * @param zero whether it is a group of zeros
   * @param rate score over cost, the costs in units of their goals where there are several
   * @param costs what leaves with it, by price
   */
  private record Group(
      String block, int index, boolean zero, double score, double rate, List<Double> costs) {}

  /**
   * Groups in an order in which they may leave.
   *
   * @param lost score of the first ones, by their number
   * @param saved by price, and by the number of the first ones
   */
  private record Queue(List<Group> groups, List<Double> lost, List<double[]> saved) {
    static Queue of(List<Group> groups, int prices) {
      double[] lost = new double[groups.size() + 1];
      double[][] saved = new double[prices][groups.size() + 1];
      for (int count = 0; count < groups.size(); count++) {
        Group group = groups.get(count);
        lost[count + 1] = lost[count] + group.score();
        for (int price = 0; price < prices; price++) {
          saved[price][count + 1] = saved[price][count] + group.costs().get(price);
        }
      }
      return new Queue(groups, Arrays.stream(lost).boxed().toList(), List.of(saved));
    }

    /** How many groups of zeros there are, which come first. */
    int zeros() {
      return (int) groups.stream().takeWhile(Group::zero).count();
    }

    /** The first ones that fill all goals, where {@code already} is saved; too many if none do. */
    int filling(List<Price> prices, List<Double> already) {
      int most = 0;
      for (int price = 0; price < saved.size(); price++) {
        double rest = prices.get(price).goal() - already.get(price);
        most = Math.max(most, reaching(saved.get(price), rest));
      }
      return most;
    }

    private static int reaching(double[] rising, double goal) {
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
  }

  /** Heads that leave together, and what is saved with them, by price. */
  private record Heads(List<Group> leaving, double lost, List<Double> saved) {
    static Heads of(List<Group> leaving, int prices) {
      List<Double> saved =
          IntStream.range(0, prices)
              .mapToObj(
                  price -> leaving.stream().mapToDouble(group -> group.costs().get(price)).sum())
              .toList();
      return new Heads(leaving, leaving.stream().mapToDouble(Group::score).sum(), saved);
    }

    long zeros() {
      return leaving.stream().filter(Group::zero).count();
    }

    Heads and(Heads other) {
      return of(Stream.concat(leaving.stream(), other.leaving.stream()).toList(), saved.size());
    }
  }

  /** Heads, and how many units fill the rest. */
  private record Allocation(Heads heads, int units, double lost) {}

  /**
   * The groups that leave, by block.
   *
   * @param prices of what is to be saved, all of it
   * @return none if all that can leave does not save as much
   */
  Optional<Map<String, List<Integer>>> saving(List<Price> prices) {
    Queue units = Queue.of(leastFirst(block -> !isAttention(block), prices), prices.size());
    int zeros = units.zeros();
    List<Allocation> allocations = new ArrayList<>();
    for (Heads heads : mode.isEven() ? evenHeads(prices) : freeHeads(prices)) {
      int count = Math.max(zeros, units.filling(prices, heads.saved()));
      if (count <= units.groups().size()) {
        allocations.add(new Allocation(heads, count, heads.lost() + units.lost().get(count)));
      }
    }
    return allocations.stream()
        .min(LEAST_LOST)
        .map(best -> byBlock(best.heads().leaving(), units.groups().subList(0, best.units())));
  }

  private static boolean isAttention(Block block) {
    return block.id().kind().isAttention();
  }

  /** The groups of a block but the best, of which the first of equals leaves first. */
  private List<Group> removable(Block block, List<Price> prices) {
    String name = block.id().name();
    double[] own = scores.of(name);
    List<Double> costs =
        prices.stream().map(price -> price.perGroup().applyAsDouble(block)).toList();
    double cost =
        prices.stream()
            .mapToDouble(price -> price.perGroup().applyAsDouble(block) / price.goal())
            .sum();
    return IntStream.range(0, own.length)
        .mapToObj(
            index -> {
              boolean zero = own[index] <= scores.zero();
              double score = zero ? 0 : own[index];
              return new Group(name, index, zero, score, score / cost, costs);
            })
        .sorted(Comparator.comparingDouble(Group::score))
        .limit(own.length - 1L)
        .toList();
  }

  /** What can leave of some blocks, the least score for the cost first. */
  private List<Group> leastFirst(Predicate<Block> which, List<Price> prices) {
    return blocks.stream()
        .filter(which)
        .flatMap(block -> removable(block, prices).stream())
        .sorted(Comparator.comparingDouble(Group::rate))
        .toList();
  }

  /** No head, the one that matters least, the two, and so on. */
  private List<Heads> freeHeads(List<Price> prices) {
    List<Group> heads = leastFirst(HeadUnitAllocation::isAttention, prices);
    return IntStream.rangeClosed(0, heads.size())
        .mapToObj(count -> Heads.of(heads.subList(0, count), prices.size()))
        .toList();
  }

  /** Every pair of numbers of heads that the stacks may be left with. */
  private List<Heads> evenHeads(List<Price> prices) {
    List<Heads> pairs = List.of(Heads.of(List.of(), prices.size()));
    for (Stack stack : Stack.values()) {
      List<Block> attentions =
          blocks.stream()
              .filter(block -> block.id().stack() == stack && isAttention(block))
              .toList();
      if (!attentions.isEmpty()) {
        List<Heads> ofStack = evenHeads(attentions, prices);
        pairs = pairs.stream().flatMap(heads -> ofStack.stream().map(heads::and)).toList();
      }
    }
    return pairs;
  }

  private List<Heads> evenHeads(List<Block> attentions, List<Price> prices) {
    int most = attentions.stream().mapToInt(Block::groups).min().orElseThrow();
    return IntStream.rangeClosed(1, most)
        .filter(kept -> mode.allows(kept, modelDim))
        .mapToObj(
            kept ->
                Heads.of(
                    attentions.stream()
                        .flatMap(
                            block ->
                                removable(block, prices).stream()
                                    .limit(block.groups() - (long) kept))
                        .toList(),
                    prices.size()))
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
