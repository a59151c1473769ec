package dev.sotto.compressor.train;

import dev.sotto.runtime.natives.Signals;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C, or a polite kill, end a long loop at a point of the loop's choosing: the virtual
 * machine waits until the loop has closed this.
 */
final class Interruption implements AutoCloseable {
  /** Longer than any step takes; a second Ctrl-C does not wait. */
  private static final long PATIENCE_SECONDS = 600;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::waitForLoop, "sotto-interruption");
  private final Runnable wait = this::waitForLoop;
  private volatile boolean requested;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
    Signals.first(wait);
  }

  private void waitForLoop() {
    requested = true;
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the loop is to end at the next good point. */
  boolean isRequested() {
    return requested;
  }

  @Override
  public void close() {
    closed.countDown();
    Signals.forget(wait);
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The virtual machine began to go down a moment ago; the hook finds the loop closed.
        return;
      }
    }
  }
}
