package dev.sotto.eval.dataset.rows;

import dev.sotto.eval.dataset.BadRows;
import dev.sotto.eval.dataset.Quotation;
import dev.sotto.eval.dataset.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Gathers the rows of a data set, and what is wrong with those that cannot be used. Each has an id
 * that no other has.
 */
public final class Rows<T extends Row> {
  private final List<T> rows = new ArrayList<>();
  private final Map<String, String> places = new HashMap<>();
  private final Map<Integer, BiFunction<T, String, T>> unnamed = new LinkedHashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Problems problems = new Problems();

  /** Adds a row, whose id the data gives and which must be a new one. */
  public void add(T row) throws BadRowException {
    add(row, place(row.line()));
  }

  /** As {@link #add(Row)}, of a row at {@code place} in words. */
  public void add(T row, String place) throws BadRowException {
    String earlier = places.putIfAbsent(row.id(), place);
    if (earlier != null) {
      throw new BadRowException(
          "\"" + Quotation.of(row.id()) + "\" was in " + earlier + " already");
    }
    rows.add(row);
  }

  /**
   * Adds a row to which the data gives no id. It gets the one that it has, or with {@code #2} and
   * so on after it the first that no row of the whole data has.
   */
  public void addUnnamed(T row, BiFunction<T, String, T> withId) {
    unnamed.put(rows.size(), withId);
    rows.add(row);
  }

  /** Notes a row that cannot be used, with its place in words. */
  public void bad(String place, String problem) {
    problems.bad(place, problem);
  }

  /** Notes a row that cannot be used. */
  public void bad(int line, String problem) {
    problems.bad(line, problem);
  }

  /** Notes a row of these that cannot be used after all. */
  public void bad(T row, String problem) {
    problems.bad(places.getOrDefault(row.id(), place(row.line())), problem);
  }

  private static String place(int line) {
    return "line " + line;
  }

  /** All of them, once the whole data was read. */
  public List<T> rows() {
    unnamed.forEach((index, withId) -> rows.set(index, named(rows.get(index), withId)));
    unnamed.clear();
    return rows;
  }

  private T named(T row, BiFunction<T, String, T> withId) {
    String id = row.id();
    for (int number = nextNumber(id); places.containsKey(id); number++) {
      id = row.id() + "#" + number;
      numbers.put(row.id(), number);
    }
    places.put(id, place(row.line()));
    return id.equals(row.id()) ? row : withId.apply(row, id);
  }

  private int nextNumber(String id) {
    return numbers.getOrDefault(id, 1) + 1;
  }

  public BadRows bad() {
    return problems.all();
  }
}
