package dev.sotto.runtime.decode;

import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys and values [B, H, T, K] of every decoder layer, by the name under which the next call
 * takes them. Those of the cross-attention are stored once and stay; those of the self-attention
 * are replaced by each call. They never leave native memory.
 */
final class KeyValueCache implements AutoCloseable {
  private final Map<String, Value> values = new HashMap<>();

  /** The input that takes what the output {@code present} gave. */
  static String pastName(String present) {
    return present.replaceFirst("^present\\.", "past_key_values.");
  }

  Value get(String pastName) {
    return values.get(pastName);
  }

  void store(Results results, Collection<String> presents) {
    for (String present : presents) {
      Value old = values.put(pastName(present), results.take(present));
      if (old != null) {
        old.close();
      }
    }
  }

  @Override
  public void close() {
    values.values().forEach(Value::close);
    values.clear();
  }
}
