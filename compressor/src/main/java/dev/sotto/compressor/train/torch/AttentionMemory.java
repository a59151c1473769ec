package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * What an attention reads, computed once for all that asks.
 *
 * @param keys [B, H, K, S], laid out for the product with queries
 * @param values [B, H, S, K]
 * @param shared what all clips read behind their own, [1, H, K, R] and [1, H, R, K]: never copied
 *     for each
 */
record AttentionMemory(NDArray keys, NDArray values, Optional<AttentionMemory> shared) {
  AttentionMemory(NDArray keys, NDArray values) {
    this(keys, values, Optional.empty());
  }

  /** This of each clip, and behind it the same for all. */
  AttentionMemory withShared(AttentionMemory behind) {
    return new AttentionMemory(keys, values, Optional.of(behind));
  }

  /**
   * What queries find.
   *
   * @param query [B, H, T, K]
   * @return [B, H, T, S + R]
   */
  NDArray scores(NDArray query) {
    NDArray own = query.matMul(keys);
    return shared.map(all -> own.concat(product(query, all.keys), 3)).orElse(own);
  }

  /**
   * What is read.
   *
   * @param shares [B, H, T, S + R] of each position
   * @return [B, H, T, K]
   */
  NDArray mix(NDArray shares) {
    if (shared.isEmpty()) {
      return shares.matMul(values);
    }
    long own = values.getShape().get(2);
    NDArray mine = shares.get(":,:,:,:" + own).matMul(values);
    return mine.add(product(shares.get(":,:,:," + own + ":"), shared.get().values));
  }

  /** {@code x} [B, H, T, N] times {@code y} [1, H, N, M], as one product of each head. */
  private static NDArray product(NDArray x, NDArray y) {
    Shape shape = x.getShape();
    long clips = shape.get(0);
    long heads = shape.get(1);
    long rows = shape.get(2);
    NDArray together = x.transpose(1, 0, 2, 3).reshape(1, heads, clips * rows, shape.get(3));
    NDArray product = together.matMul(y); // [1, H, B*T, M]
    long columns = product.getShape().get(3);
    return product.reshape(heads, clips, rows, columns).transpose(1, 0, 2, 3);
  }

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
