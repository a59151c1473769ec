package dev.sotto.eval.dataset;

/** Shows in a message what was found in a file. */
public final class Quotation {
  private static final int MOST_CHARACTERS = 60;

  private Quotation() {}

  /** The beginning of {@code text}. */
  public static String of(String text) {
    String line = text.strip().replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
    int length = Math.min(MOST_CHARACTERS, line.length());
    return line.substring(0, length) + (line.length() > length ? "..." : "");
  }
}
