package dev.sotto.eval.dataset;

import java.util.Objects;

/**
 * Which part of the data was taken.
 *
 * @param filter by what it was chosen
 * @param leftOut good rows that the filter left out
 * @param bad rows that could not be used and were skipped
 */
public record Selection(Filter filter, int leftOut, BadRows bad) {
  /** All of it. */
  public static final Selection ALL = new Selection(Filter.NONE, 0, BadRows.NONE);

  public Selection {
    Objects.requireNonNull(filter);
    Objects.requireNonNull(bad);
  }
}
