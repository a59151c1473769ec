package dev.sotto.models.tokens;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The characters that stand for bytes in GPT-2's vocabularies, of which Whisper's is one: the
 * printable ones of Latin-1 for themselves, those from U+0100 on for the other bytes, in order.
 */
public final class ByteSymbols {
  private static final int BYTES = 256;
  private static final char[] SYMBOLS = symbols();
  private static final String ALL = new String(SYMBOLS);

  private ByteSymbols() {}

  private static boolean printable(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xAC)
        || (value >= 0xAE && value <= 0xFF);
  }

  private static char[] symbols() {
    char[] symbols = new char[BYTES];
    int others = 0;
    for (int value = 0; value < BYTES; value++) {
      symbols[value] = (char) (printable(value) ? value : BYTES + others++);
    }
    return symbols;
  }

  /** The 256 symbols in GPT-2's order: the printable ones first. */
  public static List<String> inOrder() {
    return IntStream.range(0, 2 * BYTES)
        .filter(i -> printable(i % BYTES) == i < BYTES)
        .mapToObj(i -> String.valueOf(SYMBOLS[i % BYTES]))
        .toList();
  }

  /** {@code text} as the vocabulary spells it: a symbol for each byte of its UTF-8. */
  public static String spell(String text) {
    StringBuilder symbols = new StringBuilder();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      symbols.append(SYMBOLS[value & 0xFF]);
    }
    return symbols.toString();
  }

  /**
   * The bytes that {@code symbols} spell.
   *
   * @throws IllegalArgumentException if one of them stands for none
   */
  public static byte[] bytes(String symbols) {
    byte[] bytes = new byte[symbols.length()];
    for (int index = 0; index < bytes.length; index++) {
      int value = ALL.indexOf(symbols.charAt(index));
      if (value < 0) {
        throw new IllegalArgumentException("no symbol of a byte in \"" + symbols + "\"");
      }
      bytes[index] = (byte) value;
    }
    return bytes;
  }

  /** Whether {@code text} has no other characters than symbols of bytes. */
  static boolean isSpelled(String text) {
    return text.chars().allMatch(c -> c < BYTES ? printable(c) : ALL.indexOf(c) >= 0);
  }
}
