package dev.sotto.eval.dataset.rows;

/** Why a row cannot be used; whoever reads the file collects these. */
public final class BadRowException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadRowException(String message) {
    super(message);
  }

  public BadRowException(String message, Throwable cause) {
    super(message, cause);
  }
}
