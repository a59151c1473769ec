package dev.sotto.compressor.train.proximal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.optimize.DoubleElements;
import dev.sotto.compressor.train.optimize.Elements;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.weights.BlockElements.Slice;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CoupledPenaltyTest {
  private static final BlockId FFN =
      new BlockId(BlockId.Stack.ENCODER, 0, BlockId.Kind.FEED_FORWARD);
  private static final BlockId HEADS =
      new BlockId(BlockId.Stack.DECODER, 1, BlockId.Kind.CROSS_ATTENTION);

  /** 37 units of a width of 5, so that the last tile is not full; 3 heads of 4 in a width of 12. */
  static Stream<BlockElements> blocks() {
    Map<String, long[]> ffn =
        Map.of(
            FFN.role("fc1.weight"), new long[] {37, 5},
            FFN.role("fc1.bias"), new long[] {37},
            FFN.role("fc2.weight"), new long[] {5, 37});
    Map<String, long[]> heads = new HashMap<>();
    for (String projection : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
      heads.put(HEADS.role(projection + ".weight"), new long[] {12, 12});
    }
    heads.put(HEADS.role("q_proj.bias"), new long[] {12});
    heads.put(HEADS.role("v_proj.bias"), new long[] {12});
    return Stream.of(
        elements(new Block(FFN, 37, 1, Block.ofUnits(FFN)), ffn),
        elements(new Block(HEADS, 3, 4, Block.ofHeads(HEADS)), heads));
  }

  private static BlockElements elements(Block block, Map<String, long[]> shapes) {
    return BlockElements.of(block, role -> Optional.ofNullable(shapes.get(role)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void scatteredGroupsEqualTheGatheredVector(BlockElements groups) {
    Map<String, Elements> weights = tensors(groups, 1, false);
    weaken(groups, weights, 1);
    Map<String, Elements> metrics = tensors(groups, 2, true);
    CoupledPenalty penalty = new CoupledPenalty(groups, 0.2, 0.45);
    List<double[]> expected = new ArrayList<>();
    int zeros = 0;
    for (int group = 0; group < groups.groups(); group++) {
      double[] w = gathered(groups, weights, group);
      double[] d = gathered(groups, metrics, group);
      double c2 = 0.45 * Math.sqrt(w.length);
      zeros += SparseGroupLasso.prox(w, d, 0, w.length, 0.2, c2) == 0 ? 1 : 0;
      expected.add(w);
    }
    Map<String, ProximalTensor> tensors = new HashMap<>();
    weights.forEach(
        (name, elements) ->
            tensors.put(name, new ProximalTensor(elements, metrics.get(name)::get)));
    assertTrue(zeros > 0 && zeros < groups.groups(), zeros + " zero groups");
    penalty.prox(tensors);
    for (int group = 0; group < groups.groups(); group++) {
      double[] actual = gathered(groups, weights, group);
      assertArrayEquals(expected.get(group), actual, "group " + group);
    }
    assertEquals(zeros, zeroGroups(groups, weights));
  }

  @ParameterizedTest
  @EnumSource(
      value = PenaltyForm.class,
      names = {"GRADIENT", "RIDGE"})
  void theGradientEqualsFiniteDifferences(PenaltyForm form) {
    double step = 1e-6;
    blocks()
        .forEach(
            groups -> {
              Map<String, Elements> weights = tensors(groups, 4, false);
              Map<String, Elements> gradients = tensors(groups, 5, false);
              Map<String, Elements> before = tensors(groups, 5, false);
              CoupledPenalty penalty = new CoupledPenalty(groups, 0.1, 0.3);
              penalty.addGradient(form, weights, gradients);
              for (Slice slice : groups.slices()) {
                Elements tensor = weights.get(slice.role());
                for (int i = 0; i < tensor.length(); i++) {
                  double w = tensor.get(i);
                  tensor.set(i, w + step);
                  double above = value(form, groups, weights);
                  tensor.set(i, w - step);
                  double below = value(form, groups, weights);
                  tensor.set(i, w);
                  double added =
                      gradients.get(slice.role()).get(i) - before.get(slice.role()).get(i);
                  assertEquals((above - below) / (2 * step), added, 1e-6);
                }
              }
            });
  }

  @Test
  void aGroupOfZerosHasNoGradient() {
    BlockElements groups = blocks().findFirst().orElseThrow();
    Map<String, Elements> zeros = new HashMap<>();
    Map<String, Elements> gradients = new HashMap<>();
    for (Slice slice : groups.slices()) {
      int length = slice.elements();
      zeros.put(slice.role(), new DoubleElements(new double[length]));
      gradients.put(slice.role(), new DoubleElements(new double[length]));
    }
    CoupledPenalty penalty = new CoupledPenalty(groups, 0.1, 0.3);
    penalty.addGradient(PenaltyForm.GRADIENT, zeros, gradients);
    assertEquals(37, zeroGroups(groups, gradients));
  }

  @Test
  void theProximalFormAddsNoGradient() {
    BlockElements groups = blocks().findFirst().orElseThrow();
    Map<String, Elements> weights = tensors(groups, 6, false);
    Map<String, Elements> gradients = tensors(groups, 7, false);
    CoupledPenalty penalty = new CoupledPenalty(groups, 0.1, 0.3);
    double[] before = gathered(groups, gradients, 0);
    penalty.addGradient(PenaltyForm.PROXIMAL, weights, gradients);
    assertArrayEquals(before, gathered(groups, gradients, 0));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Slice rows = new Slice("fc1", true, 6, 2);
    assertThrows(IllegalArgumentException.class, () -> new BlockElements(5, 1, List.of(rows)));
    CoupledPenalty penalty = new CoupledPenalty(new BlockElements(6, 1, List.of(rows)), 0.1, 0.1);
    assertThrows(IllegalArgumentException.class, () -> penalty.prox(Map.of()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            penalty.prox(
                Map.of("fc1", new ProximalTensor(new DoubleElements(1, 2, 3), element -> 1))));
  }

  private static long zeroGroups(BlockElements groups, Map<String, Elements> tensors) {
    return IntStream.range(0, groups.groups())
        .filter(group -> Arrays.stream(gathered(groups, tensors, group)).allMatch(w -> w == 0))
        .count();
  }

  /** The penalty of the block, both terms, with the strengths 0.1 and 0.3. */
  private static double value(
      PenaltyForm form, BlockElements groups, Map<String, Elements> weights) {
    double sum = 0;
    for (int group = 0; group < groups.groups(); group++) {
      double absolute = 0;
      double squares = 0;
      double[] w = gathered(groups, weights, group);
      for (double element : w) {
        absolute += Math.abs(element);
        squares += element * element;
      }
      double norm = form == PenaltyForm.RIDGE ? squares / 2 : Math.sqrt(squares);
      sum += 0.1 * absolute + 0.3 * Math.sqrt(w.length) * norm;
    }
    return sum;
  }

  private static Map<String, Elements> tensors(BlockElements groups, long seed, boolean positive) {
    Random random = new Random(seed);
    Map<String, Elements> tensors = new HashMap<>();
    for (Slice slice : groups.slices()) {
      double[] values = new double[slice.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = positive ? Math.exp(random.nextGaussian() - 1) : random.nextGaussian();
      }
      tensors.put(slice.role(), new DoubleElements(values));
    }
    return tensors;
  }

  /** Makes a group one that becomes zero. */
  private static void weaken(BlockElements groups, Map<String, Elements> weights, int group) {
    for (Slice slice : groups.slices()) {
      Elements tensor = weights.get(slice.role());
      for (int i = 0; i < tensor.length(); i++) {
        int place = slice.byRow() ? i / slice.columns() : i % slice.columns();
        if (place / groups.groupSize() == group) {
          tensor.set(i, 0.1 * tensor.get(i));
        }
      }
    }
  }

  /** The group's elements slice by slice, by row and column. */
  private static double[] gathered(BlockElements groups, Map<String, Elements> tensors, int group) {
    List<Double> values = new ArrayList<>();
    for (Slice slice : groups.slices()) {
      for (int row = 0; row < slice.rows(); row++) {
        for (int col = 0; col < slice.columns(); col++) {
          int place = slice.byRow() ? row : col;
          if (place / groups.groupSize() == group) {
            values.add(tensors.get(slice.role()).get(row * slice.columns() + col));
          }
        }
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
