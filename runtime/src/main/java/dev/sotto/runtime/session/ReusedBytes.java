package dev.sotto.runtime.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Native memory that is used again by run after run.
 *
 * <p>Direct buffers are freed only when the collector happens to run, so making one for each run
 * would let the process grow by as much as its heap may hold.
 */
public final class ReusedBytes {
  private ByteBuffer memory = ByteBuffer.allocateDirect(0);

  /**
   * Exactly {@code count} bytes in native order, from the first; what an earlier call gave shares
   * the memory.
   */
  ByteBuffer take(int count) {
    if (memory.capacity() < count) {
      memory = ByteBuffer.allocateDirect(count);
    }
    return memory.slice(0, count).order(ByteOrder.nativeOrder());
  }
}
