package dev.sotto.compressor.cli.text;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The one door through which text leaves for a terminal, in UTF-8. Names and texts of others may
 * hold characters that command a terminal, or that turn the order of what is read around; they
 * leave as {@code \}{@code u001b} and the like. Inside a text of JSON that means the character
 * itself, so that results for programs lose nothing, and elsewhere it can be seen.
 *
 * <p>It is the same whether a terminal or a file is at the other end: a file may be shown later.
 */
public final class SafeText extends Writer {
  private static final String BROKEN_PIPE =
      "(?i).*(broken pipe|pipe is being closed|pipe has been ended).*";
  private static final int UNICODE = 0x10000;

  private final Writer out;
  private IOException failure;

  /** A carriage return that waits to see whether a line ends with it. */
  private boolean carriage;

  public SafeText(OutputStream out) {
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }

  /** The text as it may be shown. */
  public static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isHarmless(c) || (c == '\r' && text.startsWith("\n", i + 1))) {
        safe.append(c);
      } else {
        safe.append("\\u").append(Integer.toHexString(UNICODE | c), 1, 5);
      }
    }
    return safe.toString();
  }

  private static boolean isHarmless(char c) {
    return c == '\n' || c == '\t' || !(Character.isISOControl(c) || reorders(c));
  }

  /** Embeddings, overrides and isolates of writing directions; single marks do no harm. */
  private static boolean reorders(char c) {
    return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
  }

  /** Why something could not be written, if so. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether nobody reads any more, as behind {@code | head -1}. */
  public static boolean isBrokenPipe(IOException e) {
    return String.valueOf(e.getMessage()).matches(BROKEN_PIPE);
  }

  @Override
  public void write(char[] characters, int from, int count) throws IOException {
    if (count == 0) {
      return;
    }
    String text = (carriage ? "\r" : "") + new String(characters, from, count);
    carriage = text.endsWith("\r");
    put(of(carriage ? text.substring(0, text.length() - 1) : text), false);
  }

  private void put(String text, boolean flushed) throws IOException {
    try {
      out.write(text);
      if (flushed) {
        out.flush();
      }
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    put("", true);
  }

  @Override
  public void close() throws IOException {
    put(carriage ? of("\r") : "", true);
    carriage = false;
    out.close();
  }
}
