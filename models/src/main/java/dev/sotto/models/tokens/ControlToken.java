package dev.sotto.models.tokens;

import java.util.regex.Pattern;

/**
 * A token outside the byte-pair vocabulary, such as {@code <|en|>} or {@code <|0.02|>}.
 *
 * @param special whether it is left out of a text; timestamps are not special in Whisper's files
 */
public record ControlToken(int id, String text, boolean special) {
  private static final Pattern FORM = Pattern.compile("<\\|[^|]+\\|>");
  private static final Pattern TIMESTAMP = Pattern.compile("<\\|\\d+\\.\\d\\d\\|>");

  /** Whether a token is spelled as Whisper spells those that are no text. */
  static boolean hasForm(String text) {
    return FORM.matcher(text).matches();
  }

  /** A token of which nothing says whether it is special. */
  static ControlToken of(int id, String text) {
    return new ControlToken(id, text, hasForm(text) && !TIMESTAMP.matcher(text).matches());
  }
}
