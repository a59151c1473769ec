package dev.sotto.eval.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Characters that look like one of ASCII, or like nothing, and that a normaliser may not know: a
 * curly apostrophe ends a word for one that knows only the straight one, so that "it&#x2019;s" is
 * another text than {@code it's} though the same was heard.
 */
public final class Lookalikes {
  private static final int FIRST_BEYOND_ASCII = 0x80;

  /** What they look like; none lies beyond the basic plane. */
  private static final Map<Integer, String> PLAIN = new LinkedHashMap<>();

  static {
    put(
        "'",
        "\u2018\u2019\u201B\u2032\u02B9\u02BB\u02BC\u02BD\u02C8\u055A\uA78C\uFF07`\u00B4\u02BE\u02BF");
    put("-", "\u2010\u2011\u2012\u2013\u2212\uFE63\uFF0D");
    put("...", "\u2026");
    put(".", "\uFF0E\u2024");
    put(",", "\uFF0C\u201A");
    put("%", "\uFF05\u066A");
    put("$", "\uFF04");
    // A soft hyphen, zero width spaces and joiners outside of scripts that need them, direction
    // marks, a byte order mark.
    put("", "\u00AD\u200B\u2060\uFEFF\u200E\u200F\u202A\u202B\u202C\u2066\u2067\u2068\u2069");
    for (int digit = 0; digit < 10; digit++) {
      put(Integer.toString(digit), Character.toString(0xFF10 + digit));
    }
  }

  private Lookalikes() {}

  private static void put(String plain, String characters) {
    characters.codePoints().forEach(character -> PLAIN.put(character, plain));
  }

  /**
   * Those of {@code text} that {@code normalizer} does not take for what they look like: code
   * points that, were they written plainly, would give another normalised text.
   */
  public static SortedSet<Integer> unknownTo(TextNormalizer normalizer, String text) {
    SortedSet<Integer> unknown = new TreeSet<>();
    SortedSet<Integer> present = new TreeSet<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= FIRST_BEYOND_ASCII || c == '`') && PLAIN.containsKey((int) c)) {
        present.add((int) c);
      }
    }
    if (present.isEmpty()) {
      return unknown;
    }
    String normalized = normalizer.normalize(text);
    for (int character : present) {
      String plain = text.replace(Character.toString(character), PLAIN.get(character));
      if (!normalizer.normalize(plain).equals(normalized)) {
        unknown.add(character);
      }
    }
    return unknown;
  }

  /** A character by its number and what it looks like: {@code U+2019 in place of '}. */
  public static String describe(int character) {
    String plain = PLAIN.get(character);
    return "U+%04X %s"
        .formatted(character, plain.isEmpty() ? "that nobody sees" : "in place of " + plain);
  }
}
