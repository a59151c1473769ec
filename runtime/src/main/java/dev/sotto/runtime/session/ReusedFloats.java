package dev.sotto.runtime.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Native memory for floats that is used again by run after run.
 *
 * <p>Direct buffers are freed only when the collector happens to run, so making one for each run
 * would let the process grow by as much as its heap may hold.
 */
public final class ReusedFloats {
  private FloatBuffer memory = allocate(0);

  /** Exactly {@code count} floats, from the first; what an earlier call gave shares the memory. */
  public FloatBuffer take(int count) {
    if (memory.capacity() < count) {
      memory = allocate(count);
    }
    return memory.slice(0, count);
  }

  private static FloatBuffer allocate(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
