package dev.sotto.runtime.natives;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Calls into native code, and their end. When a process exits, native libraries free what they
 * hold, whoever still works with it; then the process crashes instead of ending. So nobody may be
 * in there when it exits.
 */
public final class NativeWork {
  /** Longer than a model takes to load; then the exit takes its chance. */
  private static final long PATIENCE_SECONDS = 10;

  private static final long STOP_EVERY_MILLIS = 10;

  /** Read by those who work; written, and never given back, by the one who ends the process. */
  private static final ReentrantReadWriteLock GATE = new ReentrantReadWriteLock();

  /** How to stop what is under way; what was taken out is not called any more. */
  private static final Set<Runnable> STOPS = Collections.newSetFromMap(new IdentityHashMap<>());

  private static volatile boolean ending;

  private NativeWork() {}

  /** A native call. */
  @FunctionalInterface
  public interface Call<T, E extends Exception> {
    T make() throws E;
  }

  /** Makes a call; once the process is ending, it waits for that end instead. */
  public static <T, E extends Exception> T during(Call<T, E> call) throws E {
    waitIfEnding();
    GATE.readLock().lock();
    try {
      return call.make();
    } finally {
      GATE.readLock().unlock();
      // The thread that was asked to stop must not go on and report a failure.
      waitIfEnding();
    }
  }

  /**
   * As {@link #during(Call)}, for long work.
   *
   * @param stop asks the work to end early; another thread calls it, as often as it likes
   */
  public static <T, E extends Exception> T during(Call<T, E> call, Runnable stop) throws E {
    synchronized (STOPS) {
      STOPS.add(stop);
    }
    try {
      return during(call);
    } finally {
      synchronized (STOPS) {
        STOPS.remove(stop);
      }
    }
  }

  private static void waitIfEnding() {
    while (ending && GATE.getReadHoldCount() == 0) {
      LockSupport.park();
    }
  }

  /**
   * Asks all work to stop, and waits until none is under way, but not for ever; from then on none
   * begins. To be called once, by the thread that then ends the process.
   */
  public static void stop() {
    ending = true;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      do {
        // Work that began a moment ago may not have been among them.
        synchronized (STOPS) {
          STOPS.forEach(Runnable::run);
        }
      } while (!GATE.writeLock().tryLock(STOP_EVERY_MILLIS, TimeUnit.MILLISECONDS)
          && System.nanoTime() < end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
