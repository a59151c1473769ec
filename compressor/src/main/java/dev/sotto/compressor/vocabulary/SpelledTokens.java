package dev.sotto.compressor.vocabulary;

import dev.sotto.models.tokens.ByteSymbols;
import dev.sotto.models.tokens.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The symbols that are spelled in some characters alone. A symbol may begin or end within a
 * character; then what it has of it must be the beginning or the end of one of these.
 */
final class SpelledTokens {
  private static final int CONTINUES = 0x80;
  private static final int CONTINUATION_MASK = 0xC0;

  private final BitSet letters;

  /** Of the bytes of characters, some neighbours but not all, as Latin-1. */
  private final Set<String> pieces = new HashSet<>();

  /**
   * @param letters code points
   */
  SpelledTokens(BitSet letters) {
    this.letters = letters;
    letters.stream().filter(point -> point >= CONTINUES).forEach(this::addPieces);
  }

  private void addPieces(int point) {
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      return;
    }
    String bytes = latin1(Character.toString(point).getBytes(StandardCharsets.UTF_8));
    for (int from = 0; from < bytes.length(); from++) {
      for (int to = from + 1; to <= bytes.length(); to++) {
        if (to - from < bytes.length()) {
          pieces.add(bytes.substring(from, to));
        }
      }
    }
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Those of a vocabulary. */
  Set<String> of(Vocabulary vocabulary) {
    return vocabulary.symbols().keySet().stream()
        .filter(symbol -> isSpelled(latin1(ByteSymbols.bytes(symbol))))
        .collect(Collectors.toSet());
  }

  private boolean isSpelled(String bytes) {
    int at = 0;
    while (at < bytes.length() && continues(bytes.charAt(at))) {
      at++;
    }
    if (at > 0 && !pieces.contains(bytes.substring(0, at))) {
      return false;
    }
    while (at < bytes.length()) {
      int end = at + 1;
      while (end < bytes.length() && continues(bytes.charAt(end))) {
        end++;
      }
      String character = bytes.substring(at, end);
      boolean cut = end == bytes.length() && pieces.contains(character);
      if (!cut && !isLetter(character)) {
        return false;
      }
      at = end;
    }
    return true;
  }

  private static boolean continues(char value) {
    return (value & CONTINUATION_MASK) == CONTINUES;
  }

  private boolean isLetter(String bytes) {
    String text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return text.codePointCount(0, text.length()) == 1 && letters.get(text.codePointAt(0));
  }
}
