package dev.sotto.runtime.decode;

import dev.sotto.runtime.session.ReusedBytes;
import dev.sotto.runtime.session.Value;

/**
 * What the encoder made of a batch of windows: states [B, S, D]. They lie in the runner's memory,
 * which has room for two batches.
 */
public final class EncodedAudio implements AutoCloseable {
  private final Value states;
  private final int size;
  private boolean closed;

  EncodedAudio(Value states, int size) {
    this.states = states;
    this.size = size;
  }

  /** Utterances in the batch. */
  public int size() {
    return size;
  }

  /** A copy of the states [B, S, D], row-major. */
  public float[] toFloats() {
    return states.toFloats();
  }

  /** A copy of some of its utterances, in that order, in memory of its own. */
  public EncodedAudio select(int... items) {
    return select(items, new ReusedBytes());
  }

  /** As {@link #select(int...)}, in memory that may be used again when the copy is closed. */
  EncodedAudio select(int[] items, ReusedBytes memory) {
    return new EncodedAudio(states().rows(items, memory), items.length);
  }

  Value states() {
    if (closed) {
      throw new IllegalStateException("this encoded audio is closed");
    }
    return states;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    states.close();
  }
}
