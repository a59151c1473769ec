package dev.sotto.compressor.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.quantize.Knapsack.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against every choice that there is. */
class KnapsackTest {
  @Test
  void nothingThatFitsCostsLess() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      List<List<Form>> items = items(random);
      List<int[]> all = all(items);
      Knapsack knapsack = new Knapsack(items);
      for (int trial = 0; trial < 20; trial++) {
        long limit = random.nextInt(4000);
        double best =
            all.stream()
                .filter(choice -> size(items, choice) <= limit)
                .mapToDouble(choice -> cost(items, choice))
                .min()
                .orElse(Double.NaN);
        Optional<int[]> found = knapsack.within(limit);
        assertEquals(!Double.isNaN(best), found.isPresent());
        if (found.isPresent()) {
          assertTrue(size(items, found.get()) <= limit);
          assertEquals(best, cost(items, found.get()), 1e-9);
        }
      }
    }
  }

  @Test
  void nothingThatCostsNoMoreIsSmaller() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      List<List<Form>> items = items(random);
      List<int[]> all = all(items);
      Knapsack knapsack = new Knapsack(items);
      double cheapest = all.stream().mapToDouble(one -> cost(items, one)).min().orElseThrow();
      assertEquals(cheapest, knapsack.leastCost(), 1e-9);
      assertTrue(knapsack.below(cheapest * 0.99).isEmpty());
      for (int trial = 0; trial < 20; trial++) {
        double bound = cheapest + 3 * random.nextDouble();
        long smallest =
            all.stream()
                .filter(choice -> cost(items, choice) <= bound)
                .mapToLong(choice -> size(items, choice))
                .min()
                .orElseThrow();
        int[] found = knapsack.below(bound).orElseThrow();
        assertTrue(cost(items, found) <= bound + 1e-12);
        assertEquals(smallest, size(items, found));
      }
    }
  }

  /**
   * What taking one step after the other by its price leaves unused: 1000 less where 100 are
   * enough.
   */
  @Test
  void aLimitIsUsedWhereAStepByItsPriceGoesBeyondIt() {
    Knapsack knapsack =
        new Knapsack(
            List.of(
                List.of(new Form(1000, 0), new Form(100, 1)),
                List.of(new Form(300, 0), new Form(200, 0.9))));
    assertArrayEquals(new int[] {0, 1}, knapsack.within(1200).orElseThrow());
    assertArrayEquals(new int[] {1, 0}, knapsack.within(1199).orElseThrow());
  }

  /** Sizes of gigabytes are rounded, and never beyond the limit. */
  @Test
  void largeSizesAreKeptTo() {
    Random random = new Random(3);
    List<List<Form>> items = new ArrayList<>();
    for (int i = 0; i < 160; i++) {
      long size = 10_000_000L + random.nextInt(10_000_000);
      items.add(
          List.of(
              new Form(size, 0.01),
              new Form(size / 2 + 1, random.nextDouble()),
              new Form(size / 4 + 3, 1 + random.nextDouble())));
    }
    Knapsack knapsack = new Knapsack(items);
    for (long limit = 700_000_000L; limit < 2_600_000_000L; limit += 100_000_000L) {
      long size = size(items, knapsack.within(limit).orElseThrow());
      assertTrue(size <= limit && (size > 0.99 * limit || limit > 2_300_000_000L), "" + size);
    }
  }

  private static List<List<Form>> items(Random random) {
    List<List<Form>> items = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      List<Form> forms = new ArrayList<>();
      for (int form = 0; form < 1 + i % 4; form++) {
        forms.add(new Form(1 + random.nextInt(1000), random.nextDouble()));
      }
      items.add(forms);
    }
    return items;
  }

  private static List<int[]> all(List<List<Form>> items) {
    List<int[]> choices = new ArrayList<>(List.of(new int[items.size()]));
    for (int i = 0; i < items.size(); i++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] choice : choices) {
        for (int form = 0; form < items.get(i).size(); form++) {
          int[] next = choice.clone();
          next[i] = form;
          longer.add(next);
        }
      }
      choices = longer;
    }
    return choices;
  }

  private static long size(List<List<Form>> items, int[] choice) {
    long size = 0;
    for (int i = 0; i < choice.length; i++) {
      size += items.get(i).get(choice[i]).size();
    }
    return size;
  }

  private static double cost(List<List<Form>> items, int[] choice) {
    double cost = 0;
    for (int i = 0; i < choice.length; i++) {
      cost += items.get(i).get(choice[i]).cost();
    }
    return cost;
  }
}
