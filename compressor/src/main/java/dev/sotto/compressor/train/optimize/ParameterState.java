package dev.sotto.compressor.train.optimize;

import java.util.List;

/**
 * A parameter and an optimizer's state vectors for it, all of the same length.
 *
 * @param slots in the order of {@link Optimizer#slots}
 * @param decays false for norms and biases, which take no weight decay
 */
public record ParameterState(Elements weights, List<Elements> slots, boolean decays) {
  public ParameterState {
    slots = List.copyOf(slots);
    for (Elements slot : slots) {
      if (slot.length() != weights.length()) {
        throw new IllegalArgumentException(
            "expected state vectors of %s elements, received one of %s"
                .formatted(weights.length(), slot.length()));
      }
    }
  }

  public int length() {
    return weights.length();
  }

  /** The range and the gradient's length, looked at before any element is written. */
  void check(Elements gradient, int from, int to) {
    if (gradient.length() != length()) {
      throw new IllegalArgumentException(
          "expected a gradient of " + length() + " elements, received " + gradient.length());
    }
    if (from < 0 || from > to || to > length()) {
      throw new IndexOutOfBoundsException(
          "expected a range within " + length() + " elements, received " + from + " to " + to);
    }
  }

  void fill(int slot, double value) {
    Elements elements = slots.get(slot);
    for (int i = 0; i < elements.length(); i++) {
      elements.set(i, value);
    }
  }
}
