package dev.sotto.runtime.session;

import java.nio.FloatBuffer;

/** Native memory for floats that is used again by run after run. */
public final class ReusedFloats {
  private final ReusedBytes memory = new ReusedBytes();

  /** Exactly {@code count} floats, from the first; what an earlier call gave shares the memory. */
  public FloatBuffer take(int count) {
    return memory.take(Math.multiplyExact(count, Float.BYTES)).asFloatBuffer();
  }
}
