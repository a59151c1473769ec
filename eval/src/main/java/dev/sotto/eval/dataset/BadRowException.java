package dev.sotto.eval.dataset;

/** Why a row cannot be used; whoever reads the file collects these. */
final class BadRowException extends Exception {
  private static final long serialVersionUID = 1L;

  BadRowException(String message) {
    super(message);
  }

  BadRowException(String message, Throwable cause) {
    super(message, cause);
  }
}
