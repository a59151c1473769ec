package dev.sotto.compressor.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.saliency.GroupScores;
import dev.sotto.compressor.search.HeadUnitAllocation.Price;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The allocation against one written out by trying every subset, on small blocks of any scores. */
class HeadUnitAllocationTest {
  private static final int WIDTH = 12;

  private static final Block ENCODER_HEADS =
      new Block(new BlockId(Stack.ENCODER, 0, Kind.SELF_ATTENTION), 4, 3, List.of());
  private static final Block ENCODER_UNITS =
      new Block(new BlockId(Stack.ENCODER, 0, Kind.FEED_FORWARD), 5, 1, List.of());
  private static final Block DECODER_HEADS =
      new Block(new BlockId(Stack.DECODER, 0, Kind.SELF_ATTENTION), 4, 3, List.of());
  private static final Block CROSS_HEADS =
      new Block(new BlockId(Stack.DECODER, 0, Kind.CROSS_ATTENTION), 4, 3, List.of());
  private static final Block DECODER_UNITS =
      new Block(new BlockId(Stack.DECODER, 0, Kind.FEED_FORWARD), 5, 1, List.of());
  private static final List<Block> BLOCKS =
      List.of(ENCODER_HEADS, ENCODER_UNITS, DECODER_HEADS, CROSS_HEADS, DECODER_UNITS);

  private static double cost(Block block) {
    return block.id().kind().isAttention() ? 7 : 2;
  }

  private static GroupScores random(Random random) {
    Map<String, double[]> scores = new TreeMap<>();
    for (Block block : BLOCKS) {
      double scale = block.id().kind().isAttention() ? 5 : 1;
      scores.put(
          block.id().name(),
          random.doubles(block.groups()).map(value -> 0.01 + scale * value * value).toArray());
    }
    return new GroupScores(scores, 0);
  }

  private static Optional<Map<String, List<Integer>>> allocate(
      GroupScores scores, HeadMode mode, double goal) {
    return new HeadUnitAllocation(BLOCKS, scores, mode, WIDTH)
        .saving(List.of(new Price(HeadUnitAllocationTest::cost, goal)));
  }

  private static double sum(GroupScores scores, Map<String, List<Integer>> leaving) {
    double lost = 0;
    for (Block block : BLOCKS) {
      double[] own = scores.of(block.id().name());
      for (int group : leaving.get(block.id().name())) {
        lost += own[group];
      }
    }
    return lost;
  }

  private static double saved(Map<String, List<Integer>> leaving) {
    return BLOCKS.stream()
        .mapToDouble(block -> leaving.get(block.id().name()).size() * cost(block))
        .sum();
  }

  /** With one price for all heads and one for all units, no other set that saves it loses less. */
  @ParameterizedTest
  @EnumSource
  void noOtherSetOfGroupsLosesLess(HeadMode mode) {
    Random random = new Random(11);
    for (int trial = 0; trial < 40; trial++) {
      GroupScores scores = random(random);
      double goal = 1 + random.nextInt(60);
      double least = leastLost(scores, mode, goal);
      Optional<Map<String, List<Integer>>> found = allocate(scores, mode, goal);
      if (least == Double.POSITIVE_INFINITY) {
        assertTrue(found.isEmpty());
        continue;
      }
      assertTrue(saved(found.orElseThrow()) >= goal);
      assertEquals(least, sum(scores, found.get()), 1e-9, "trial " + trial + ", goal " + goal);
      BLOCKS.forEach(
          block -> {
            int kept = block.groups() - found.get().get(block.id().name()).size();
            assertTrue(kept >= 1, block.toString());
            assertTrue(
                !block.id().kind().isAttention() || mode.allows(kept, WIDTH), block + " " + kept);
          });
    }
  }

  /** Over every number of groups that each block may lose; each loses those of the least score. */
  private static double leastLost(GroupScores scores, HeadMode mode, double goal) {
    double least = Double.POSITIVE_INFINITY;
    for (int encoder = 0; encoder < 4; encoder++) {
      for (int decoder = 0; decoder < 4; decoder++) {
        for (int cross = 0; cross < 4; cross++) {
          boolean allowed =
              mode == HeadMode.FREE
                  || (decoder == cross
                      && mode.allows(4 - encoder, WIDTH)
                      && mode.allows(4 - decoder, WIDTH));
          for (int first = 0; allowed && first < 5; first++) {
            for (int second = 0; second < 5; second++) {
              if (7 * (encoder + decoder + cross) + 2 * (first + second) >= goal) {
                double lost =
                    lowest(scores, ENCODER_HEADS, encoder)
                        + lowest(scores, DECODER_HEADS, decoder)
                        + lowest(scores, CROSS_HEADS, cross)
                        + lowest(scores, ENCODER_UNITS, first)
                        + lowest(scores, DECODER_UNITS, second);
                least = Math.min(least, lost);
              }
            }
          }
        }
      }
    }
    return least;
  }

  private static double lowest(GroupScores scores, Block block, int count) {
    List<Double> own = new ArrayList<>();
    for (double score : scores.of(block.id().name())) {
      own.add(score);
    }
    own.sort(Comparator.naturalOrder());
    return own.subList(0, count).stream().mapToDouble(Double::doubleValue).sum();
  }

  @Test
  void groupsOfZerosAlwaysLeave() {
    Map<String, double[]> scores = new TreeMap<>();
    BLOCKS.forEach(block -> scores.put(block.id().name(), new double[] {3, 0, 2, 1, 4}));
    scores.replaceAll((name, values) -> name.endsWith("ffn") ? values : new double[] {3, 0, 2, 1});
    Map<String, List<Integer>> leaving =
        allocate(new GroupScores(scores, 0), HeadMode.UNIFORM, 1).orElseThrow();
    leaving.forEach((name, groups) -> assertEquals(List.of(1), groups, name));
  }

  @Test
  void allPricesArePaid() {
    Price both = new Price(HeadUnitAllocationTest::cost, 20);
    Price encoder = new Price(block -> block.id().stack() == Stack.ENCODER ? cost(block) : 0, 15);
    Map<String, List<Integer>> leaving =
        new HeadUnitAllocation(BLOCKS, random(new Random(5)), HeadMode.FREE, WIDTH)
            .saving(List.of(both, encoder))
            .orElseThrow();
    assertTrue(saved(leaving) >= 20);
    double ofEncoder =
        7.0 * leaving.get(ENCODER_HEADS.id().name()).size()
            + 2.0 * leaving.get(ENCODER_UNITS.id().name()).size();
    assertTrue(ofEncoder >= 15, "saved " + ofEncoder);
  }
}
