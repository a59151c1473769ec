package dev.sotto.eval.dataset;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows that cannot be used.
 *
 * @param count how many there are
 * @param first where the first ones stand and what is wrong with them, at most {@value #LISTED}
 */
public record BadRows(int count, List<String> first) {
  public static final int LISTED = 10;

  public static final BadRows NONE = new BadRows(0, List.of());

  public BadRows {
    first = List.copyOf(first);
    if (first.size() > Math.min(count, LISTED)) {
      throw new IllegalArgumentException(
          "expected at most %d of %d bad rows, received %d".formatted(LISTED, count, first.size()));
    }
  }

  public BadRows plus(String problem) {
    if (first.size() == LISTED) {
      return new BadRows(count + 1, first);
    }
    List<String> more = new ArrayList<>(first);
    more.add(problem);
    return new BadRows(count + 1, more);
  }

  /** The first ones in full and the number of the others, in one line. */
  public String describe() {
    int more = count - first.size();
    return String.join("; ", first) + (more > 0 ? "; and " + more + " more bad lines" : "");
  }
}
