package dev.sotto.models;

import java.util.Objects;

/**
 * The one exception that Sotto throws on purpose. Its message is one line that a user can act on:
 * what was expected, what was found, where, and what to do.
 */
public final class SottoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a command ends, with the exit code that says so. */
  public enum Code {
    /** Something in Sotto itself is wrong. */
    INTERNAL(1),
    /** The command line makes no sense. */
    USAGE(2),
    /** A model, audio file, data set or plan cannot be used, or there is no room to write. */
    BAD_INPUT(3),
    /** A check said no: parity, budget or word error rate. */
    CHECK_FAILED(4),
    /**
     * Ctrl-C, or a polite kill, ended it at a point from which it can go on; as shells number it.
     */
    INTERRUPTED(130);

    private final int exitCode;

    Code(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of a command that ends for this reason. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Code code;

  public SottoException(Code code, String message) {
    this(code, message, null);
  }

  public SottoException(Code code, String message, Throwable cause) {
    super(oneLine(message), cause);
    this.code = Objects.requireNonNull(code);
  }

  /**
   * An input that cannot be used; {@code subject} is the file, node or tensor, {@code problem} the
   * rest.
   */
  public static SottoException badInput(Object subject, String problem) {
    return new SottoException(Code.BAD_INPUT, subject + ": " + problem);
  }

  /** As {@link #badInput(Object, String)}, for a failure that another library reported. */
  public static SottoException badInput(Object subject, String problem, Throwable cause) {
    return new SottoException(Code.BAD_INPUT, subject + ": " + problem, cause);
  }

  /** A command line, or an argument that came from one, that makes no sense. */
  public static SottoException usage(String problem) {
    return new SottoException(Code.USAGE, problem);
  }

  /** A check that said no. */
  public static SottoException checkFailed(String problem) {
    return new SottoException(Code.CHECK_FAILED, problem);
  }

  /**
   * Checks a number or the like that came from a command line.
   *
   * @throws SottoException with code USAGE, unless it holds
   */
  public static void require(boolean holds, String expected, Object found) {
    if (!holds) {
      throw usage("expected " + expected + ", found " + found);
    }
  }

  public Code code() {
    return code;
  }

  /** Names from a hostile file must neither break the line nor reach the terminal as commands. */
  private static String oneLine(String message) {
    return message.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
  }
}
