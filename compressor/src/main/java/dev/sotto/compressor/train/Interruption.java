package dev.sotto.compressor.train;

import dev.sotto.models.io.AtExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C, or a polite kill, end a long loop at a point of the loop's choosing: the virtual
 * machine waits until the loop has closed this.
 */
final class Interruption implements AtExit.Task, AutoCloseable {
  /** Longer than any step takes. */
  private static final long PATIENCE_SECONDS = 600;

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean requested;

  private Interruption() {}

  /**
   * Begins to listen.
   *
   * @throws dev.sotto.models.SottoException if the virtual machine is about to end
   */
  static Interruption listen() {
    try {
      return AtExit.hold(Interruption::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void atExit() {
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
    AtExit.release(this);
  }
}
