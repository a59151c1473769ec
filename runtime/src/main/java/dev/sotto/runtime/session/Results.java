package dev.sotto.runtime.session;

import java.util.LinkedHashMap;
import java.util.Map;

/** The outputs of one run, by name; closes those that were not taken out. */
public final class Results implements AutoCloseable {
  private final Map<String, Value> values;

  Results(Map<String, Value> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /** An output that stays in these results, and is closed with them. */
  public Value get(String name) {
    return present(name, values.get(name));
  }

  /** An output that now belongs to the caller, who closes it. */
  public Value take(String name) {
    return present(name, values.remove(name));
  }

  private static Value present(String name, Value value) {
    if (value == null) {
      throw new IllegalArgumentException("output " + name + " was not asked for, or was taken");
    }
    return value;
  }

  @Override
  public void close() {
    values.values().forEach(Value::close);
    values.clear();
  }
}
