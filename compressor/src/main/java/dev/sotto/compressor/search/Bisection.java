package dev.sotto.compressor.search;

import java.util.function.DoubleUnaryOperator;

/** Finds where a rising function reaches a goal. */
final class Bisection {
  /** Enough to tell any two scores of a model apart. */
  private static final int STEPS = 60;

  private Bisection() {}

  /** Neighbouring values, at the first of which the goal is not reached and at the second it is. */
  record Bracket(double below, double reached) {}

  /**
   * Where in {@code [low, high]} {@code rising} gets to {@code goal}, to the precision of double;
   * it must do so at {@code high}.
   */
  static Bracket bracket(double low, double high, double goal, DoubleUnaryOperator rising) {
    double below = low;
    double reached = high;
    for (int step = 0; step < STEPS; step++) {
      double middle = below + (reached - below) / 2;
      if (rising.applyAsDouble(middle) >= goal) {
        reached = middle;
      } else {
        below = middle;
      }
    }
    return new Bracket(below, reached);
  }
}
