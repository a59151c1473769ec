package dev.sotto.eval.dataset;

import java.util.Optional;
import java.util.OptionalDouble;

/** One row of a data set, as far as filters look at it. */
public sealed interface Row permits Utterance, TextPair {
  /** Unique in its data set. */
  String id();

  /** As the data says; empty where it does not. */
  OptionalDouble durationSeconds();

  /** As the data says, normally a code such as {@code hi}. */
  Optional<String> language();

  /** Line of the file that holds the row, from 1. */
  int line();
}
