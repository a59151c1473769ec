package dev.sotto.eval.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers the rows of a data set, and what is wrong with those that cannot be used. */
final class Rows<T extends Row> {
  private final List<T> rows = new ArrayList<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private final Problems problems = new Problems();

  /** Adds a row, whose id must be a new one. */
  void add(T row) throws BadRowException {
    Integer earlier = seen.putIfAbsent(row.id(), row.line());
    if (earlier != null) {
      throw new BadRowException(
          "\"" + Quotation.of(row.id()) + "\" was in line " + earlier + " already");
    }
    rows.add(row);
  }

  /** Notes a row that cannot be used, with its place in words. */
  void bad(String place, String problem) {
    problems.bad(place, problem);
  }

  /** Notes a row that cannot be used. */
  void bad(int line, String problem) {
    problems.bad(line, problem);
  }

  List<T> rows() {
    return rows;
  }

  BadRows bad() {
    return problems.all();
  }
}
