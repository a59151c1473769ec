package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * What an attention reads, computed once for all that asks.
 *
 * @param keys [B, H, K, S], laid out for the product with queries
 * @param values [B, H, S, K]
 */
record AttentionMemory(NDArray keys, NDArray values) {

  /** This, and behind it what follows. */
  AttentionMemory and(AttentionMemory next) {
    return new AttentionMemory(keys.concat(next.keys, 3), values.concat(next.values, 2));
  }

  /** What lies from a position on. */
  AttentionMemory from(long position) {
    return new AttentionMemory(
        keys.get(":,:,:," + position + ":"), values.get(":,:," + position + ":,:"));
  }

  /** Has it live as long as {@code manager}. */
  AttentionMemory in(NDManager manager) {
    keys.attach(manager);
    values.attach(manager);
    return this;
  }
}
