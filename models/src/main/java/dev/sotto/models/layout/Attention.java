package dev.sotto.models.layout;

import dev.sotto.models.graph.Node;
import java.util.Optional;

/**
 * A recognised attention.
 *
 * <pre>
 *   q ── heads ──┐
 *   k ── heads ──┴ MatMul ── mask ── Softmax ──┐
 *   v ── heads ─────────────────────────────── ┴ MatMul ── merge ── out
 * </pre>
 *
 * @param key absent where the keys come from a cache, which then holds those of the encoder's
 *     output
 * @param value absent where {@code key} is
 */
public record Attention(
    Node softmax,
    Linear query,
    Optional<Linear> key,
    Optional<Linear> value,
    Linear out,
    Heads heads) {

  /**
   * Whether keys come from another sequence than queries: from the encoder's output, fresh or
   * cached.
   */
  boolean isCross() {
    return key.isEmpty() || !key.get().input().equals(query.input());
  }
}
