package dev.sotto.eval.gate;

import java.util.Objects;

/**
 * What was said and what a recogniser heard, as they were written, not normalised.
 *
 * @param id unique in its data set
 */
public record TextPair(String id, String reference, String hypothesis) {
  public TextPair {
    Objects.requireNonNull(id);
    Objects.requireNonNull(reference);
    Objects.requireNonNull(hypothesis);
  }
}
