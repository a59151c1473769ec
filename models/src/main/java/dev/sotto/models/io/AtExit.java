package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be done before the virtual machine ends, as by Ctrl-C: one task after the other,
 * newest first, while the other threads still run.
 */
public final class AtExit {
  private static final Deque<Task> TASKS = new ArrayDeque<>();
  private static boolean begun;
  private static boolean over;

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(AtExit::run, "sotto-exit"));
    } catch (IllegalStateException e) {
      begun = true;
      over = true;
    }
  }

  private AtExit() {}

  /** Something that must not be left as it is. */
  @FunctionalInterface
  public interface Task {
    /** Called at most once, and only if the task was not released. */
    void atExit();
  }

  /** Begins something that makes a task. */
  @FunctionalInterface
  public interface Opening<T extends Task> {
    T open() throws IOException;
  }

  /**
   * Begins something that will be done away with at the end. No end comes between the two: either
   * the task is known, or nothing was begun.
   *
   * @throws SottoException if all tasks are done and the virtual machine is about to end
   */
  public static synchronized <T extends Task> T hold(Opening<T> opening) throws IOException {
    if (over) {
      throw new SottoException(SottoException.Code.INTERRUPTED, "interrupted");
    }
    T task = opening.open();
    TASKS.push(task);
    return task;
  }

  /** Forgets a task that needs no end any more. */
  public static synchronized void release(Task task) {
    TASKS.remove(task);
  }

  /** Whether the virtual machine is on its way down. */
  public static synchronized boolean hasBegun() {
    return begun;
  }

  /**
   * Does what has to be done, and no new task is taken on from then on. The virtual machine does so
   * when it ends; who handles a signal does it before native work is stopped, since a task may wait
   * for such work.
   */
  public static void run() {
    for (Task task = next(); task != null; task = next()) {
      doQuietly(task);
    }
  }

  private static void doQuietly(Task task) {
    try {
      task.atExit();
    } catch (RuntimeException e) {
      // The others still have to be done, and nobody is left to tell.
      return;
    }
  }

  private static synchronized Task next() {
    begun = true;
    Task task = TASKS.poll();
    over = task == null;
    return task;
  }
}
