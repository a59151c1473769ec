package dev.sotto.compressor.train.optimize;

/** What the hyperparameters of the optimizers have to satisfy. */
final class Hyperparameters {
  private Hyperparameters() {}

  static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("expected a positive " + name + ", received " + value);
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("expected a " + name + " from 0, received " + value);
    }
  }

  /** From 0 to below 1. */
  static void fraction(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "expected a " + name + " from 0 to below 1, received " + value);
    }
  }

  static void batch(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("expected a batch size from 1, received " + batchSize);
    }
  }
}
