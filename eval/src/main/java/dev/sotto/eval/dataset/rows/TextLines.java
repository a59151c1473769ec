package dev.sotto.eval.dataset.rows;

import dev.sotto.models.SottoException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a file of UTF-8 text line by line, whichever of the usual line ends it has; a byte order
 * mark is passed over. One line that cannot be read spoils no other.
 */
public final class TextLines {
  private static final int MAX_LINE_BYTES = 1 << 20;

  /** Takes the lines. */
  @FunctionalInterface
  public interface Parser {
    /**
     * Takes a line, which may be blank.
     *
     * @param number from 1
     */
    void parse(String line, int number) throws BadRowException;
  }

  /** Takes what is wrong with a line. */
  @FunctionalInterface
  public interface Problems {
    void bad(int line, String problem);
  }

  private TextLines() {}

  /**
   * Gives each line to {@code parser}, and what is wrong with it to {@code problems}.
   *
   * @throws SottoException as {@link TextFile#bytes}
   */
  public static void read(Path file, Parser parser, Problems problems) {
    byte[] bytes = TextFile.bytes(file);
    int start = 0;
    int line = 1;
    for (int end = start; end <= bytes.length; end++) {
      boolean ends = end == bytes.length ? end > start : bytes[end] == '\n';
      if (ends) {
        try {
          parser.parse(decode(bytes, start, end), line);
        } catch (BadRowException e) {
          problems.bad(line, e.getMessage());
        }
        line++;
        start = end + 1;
      }
    }
  }

  /** As {@link #read}, without the blank lines. */
  public static void readFilled(Path file, Parser parser, Problems problems) {
    read(
        file,
        (line, number) -> {
          if (!line.isBlank()) {
            parser.parse(line, number);
          }
        },
        problems);
  }

  /** Refuses text with the character NUL, which UTF-16 is full of and no transcript holds. */
  static void checkText(String text) throws BadRowException {
    if (text.indexOf(0) >= 0) {
      throw new BadRowException("holds the character NUL; is this UTF-8 text?");
    }
  }

  private static String decode(byte[] bytes, int start, int end) throws BadRowException {
    int length = end - start;
    if (length > MAX_LINE_BYTES) {
      throw new BadRowException("expected a line of at most 1 MiB, found " + length + " bytes");
    }
    if (length > 0 && bytes[end - 1] == '\r') {
      length--;
    }
    try {
      String line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, start, length))
              .toString();
      checkText(line);
      return line;
    } catch (CharacterCodingException e) {
      throw new BadRowException("not valid UTF-8; save the file as UTF-8", e);
    }
  }
}
