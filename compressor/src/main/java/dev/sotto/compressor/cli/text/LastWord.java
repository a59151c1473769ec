package dev.sotto.compressor.cli.text;

import dev.sotto.models.io.AtExit;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/**
 * The one line of a command that Ctrl-C or a kill ends. The command's own is better, since it tells
 * how to go on, but it may be in the middle of anything.
 */
public record LastWord(PrintWriter err) implements AtExit.Task {
  /** How long a command has for its own line after its loop has ended. */
  private static final long PATIENCE_MILLIS = 250;

  private static final String ENDED = "interrupted";

  private static boolean said;
  private static String line = ENDED;

  /** Has the line said to {@code err} at the end, unless released; to be called first of all. */
  public static LastWord listen(PrintWriter err) {
    try {
      synchronized (LastWord.class) {
        line = ENDED;
      }
      return AtExit.hold(() -> new LastWord(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says {@code message}, if nothing was said yet. */
  public static void say(PrintWriter err, String message) {
    synchronized (LastWord.class) {
      if (!said) {
        said = true;
        err.println("sotto: " + message);
        err.flush();
        LastWord.class.notifyAll();
      }
    }
  }

  /** Tells that from here on a command that is ended goes on where it was. */
  public static void goesOn() {
    synchronized (LastWord.class) {
      line = ENDED + "; the same command goes on from there";
    }
  }

  @Override
  public void atExit() {
    synchronized (LastWord.class) {
      long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
      for (long left = PATIENCE_MILLIS; !said && left > 0; ) {
        try {
          LastWord.class.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
        left = (end - System.nanoTime()) / 1_000_000;
      }
      say(err, line);
    }
  }
}
