package dev.sotto.runtime.decode;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.CachePort.Axis;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys and values [B, H, T, K] of every decoder layer. Those of the cross-attention are stored
 * once and stay; those of the self-attention are replaced by each call. They never leave native
 * memory.
 */
final class KeyValueCache implements AutoCloseable {
  private final Map<CachePort.Id, Value> values = new HashMap<>();

  /**
   * What a merged decoder wants as a past even where it does not read it. Its shape is that of the
   * layer's own declaration: in a pruned export head counts differ from layer to layer.
   */
  static Value unread(CachePort port, WhisperConfig config, int batch) {
    return Value.zeros(
        port.past().orElseThrow().type().orElse(ElementType.FLOAT),
        port.shape(
            config, port.taken(Axis.BATCH).orElse(batch), port.taken(Axis.POSITIONS).orElse(1)));
  }

  /** Null where none was stored. */
  Value get(CachePort.Id id) {
    return values.get(id);
  }

  void store(Results results, Collection<CachePort> presents) {
    for (CachePort port : presents) {
      Value old = values.put(port.id(), results.take(port.present().orElseThrow().name()));
      if (old != null) {
        old.close();
      }
    }
  }

  /**
   * Keeps some of the utterances, in that order.
   *
   * @param crossToo whether those of the cross-attention change as well; else each row has heard
   *     the same as before
   * @param memory that what was kept here is kept in
   */
  void select(int[] rows, boolean crossToo, DecoderRunner.Memory memory) {
    values.replaceAll(
        (id, value) -> {
          if (!crossToo && id.block().kind() == Kind.CROSS_ATTENTION) {
            return value;
          }
          try (value) {
            return value.rows(rows, memory.cache(id));
          }
        });
  }

  @Override
  public void close() {
    values.values().forEach(Value::close);
    values.clear();
  }
}
