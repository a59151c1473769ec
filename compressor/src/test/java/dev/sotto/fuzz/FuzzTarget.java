package dev.sotto.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** One kind of input, and what reads it. */
interface FuzzTarget {
  /** What came of an input; both are sound. */
  enum Outcome {
    ACCEPTED,
    REFUSED
  }

  String name();

  /**
   * Writes a mutated input into the empty folder {@code input}; the same numbers, the same input.
   */
  void make(Random random, Path input) throws IOException;

  /**
   * Has the product read {@code input}.
   *
   * @param scratch an empty folder for what it writes
   * @throws AssertionError or anything else if that was no sound answer
   */
  Outcome read(Path input, Path scratch) throws IOException;
}
