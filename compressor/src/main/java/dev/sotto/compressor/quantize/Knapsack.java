package dev.sotto.compressor.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest choice of one form for each of several things at every total size, exactly up to the
 * rounding of sizes: the multiple-choice knapsack problem by dynamic programming (K. Dudzinski and
 * S. Walukiewicz, "Exact methods for the knapsack problem and its generalizations", 1987). Taking
 * one step after the other by its price ends beyond a limit and stays there.
 */
final class Knapsack {
  /** Sizes are told apart by a share of the largest total, rounded up. */
  private static final int STEPS = 1 << 16;

  private final List<List<Form>> items;
  private final double grain;

  /** The least that all items cost at a size of so many grains, or less. */
  private double[] least = new double[STEPS + 1];

  /** Of each item the form that is taken where it and those before have a size. */
  private final byte[][] taken;

  /** A way in which a thing can be. */
  record Form(long size, double cost) {}

  /**
   * @param items of each thing its forms
   */
  Knapsack(List<List<Form>> items) {
    this.items = List.copyOf(items);
    long most =
        items.stream()
            .mapToLong(forms -> forms.stream().mapToLong(Form::size).max().orElse(0))
            .sum();
    // A grain for the rounding of each, so that the largest of all has room.
    this.grain = Math.max(1, (double) most / (STEPS - items.size()));
    this.taken = new byte[items.size()][];
    for (int i = 0; i < items.size(); i++) {
      taken[i] = take(items.get(i));
    }
  }

  private int grains(Form form) {
    return (int) Math.ceil(form.size / grain);
  }

  private byte[] take(List<Form> forms) {
    double[] with = new double[STEPS + 1];
    Arrays.fill(with, Double.POSITIVE_INFINITY);
    byte[] best = new byte[STEPS + 1];
    for (int i = 0; i < forms.size(); i++) {
      int grains = grains(forms.get(i));
      for (int size = grains; size <= STEPS; size++) {
        double cost = least[size - grains] + forms.get(i).cost;
        if (cost < with[size]) {
          with[size] = cost;
          best[size] = (byte) i;
        }
      }
    }
    least = with;
    return best;
  }

  /** The form of each item: together they are no larger than {@code limit}, and cost least. */
  Optional<int[]> within(long limit) {
    int size = (int) Math.min(STEPS, Math.floor(limit / grain));
    return size >= 0 && least[size] < Double.POSITIVE_INFINITY
        ? Optional.of(forms(size))
        : Optional.empty();
  }

  /** The form of each item: together they cost no more than {@code bound}, and are smallest. */
  Optional<int[]> below(double bound) {
    for (int size = 0; size <= STEPS; size++) {
      if (least[size] <= bound) {
        return Optional.of(forms(size));
      }
    }
    return Optional.empty();
  }

  /** The least that a choice can cost. */
  double leastCost() {
    return least[STEPS];
  }

  private int[] forms(int size) {
    int[] forms = new int[items.size()];
    int left = size;
    for (int i = items.size() - 1; i >= 0; i--) {
      forms[i] = taken[i][left];
      left -= grains(items.get(i).get(forms[i]));
    }
    return forms;
  }
}
