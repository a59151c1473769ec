package dev.sotto.runtime.decode;

import dev.sotto.models.export.CachePort;
import dev.sotto.runtime.session.ReusedBytes;
import java.util.HashMap;
import java.util.Map;

/** Memory for the rows that a decoder goes on with, used again by run after run. */
final class ChosenRows {
  private final ReusedBytes states = new ReusedBytes();
  private final Map<CachePort.Id, ReusedBytes> caches = new HashMap<>();

  /** For the encoder's states. */
  ReusedBytes states() {
    return states;
  }

  /** For one of the caches. */
  ReusedBytes cache(CachePort.Id id) {
    return caches.computeIfAbsent(id, port -> new ReusedBytes());
  }
}
