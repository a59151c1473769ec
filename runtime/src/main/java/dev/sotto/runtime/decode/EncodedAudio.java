package dev.sotto.runtime.decode;

import dev.sotto.runtime.session.ReusedBytes;
import dev.sotto.runtime.session.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the encoder made of a batch of windows: states [B, S, D]. They lie in the runner's memory,
 * which has room for two batches.
 */
public final class EncodedAudio implements AutoCloseable {
  private final Value states;
  private final int size;
  private Optional<Function<int[], EncodedAudio>> whole = Optional.empty();
  private boolean closed;

  EncodedAudio(Value states, int size) {
    this.states = states;
    this.size = size;
  }

  /**
   * Says how its utterances can be heard again in whole windows, since these are cut ones.
   *
   * @param encoder gets the numbers of utterances of this batch
   */
  public EncodedAudio cutFrom(Function<int[], EncodedAudio> encoder) {
    whole = Optional.of(encoder);
    return this;
  }

  /** Whether its windows were cut and can be had whole. */
  public boolean isCut() {
    return whole.isPresent();
  }

  /**
   * Some of its utterances in whole windows.
   *
   * @throws java.util.NoSuchElementException unless {@link #isCut}
   */
  public EncodedAudio whole(int... items) {
    return whole.orElseThrow().apply(items);
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
    EncodedAudio selected = new EncodedAudio(states().rows(items, memory), items.length);
    selected.whole =
        whole.map(
            encoder -> chosen -> encoder.apply(Arrays.stream(chosen).map(i -> items[i]).toArray()));
    return selected;
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
