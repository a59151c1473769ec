package dev.sotto.eval.text;

/**
 * Replaces a word, or the end of one.
 *
 * <p>The same as a regular expression with {@code \b} at one or both ends, found with {@link
 * String#indexOf}: some fifty of these run over every text, and a lookbehind of Java 17 fails after
 * a surrogate pair.
 *
 * @param target what to find; it ends with a word character and must end a word
 * @param wholeWord whether it must also begin a word, where it begins with a word character
 */
record WordReplacement(String target, String replacement, boolean wholeWord) {
  static WordReplacement word(String target, String replacement) {
    return new WordReplacement(target, replacement, true);
  }

  static WordReplacement ending(String target, String replacement) {
    return new WordReplacement(target, replacement, false);
  }

  String apply(String text) {
    int found = text.indexOf(target);
    if (found < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + replacement.length());
    int copied = 0;
    while (found >= 0) {
      int end = found + target.length();
      if (standsAlone(text, found, end)) {
        out.append(text, copied, found).append(replacement);
        copied = end;
      }
      found = text.indexOf(target, Math.max(copied, found + 1));
    }
    return out.append(text, copied, text.length()).toString();
  }

  private boolean standsAlone(String text, int start, int end) {
    if (end < text.length() && Characters.isWord(text.codePointAt(end))) {
      return false;
    }
    return !wholeWord || start == 0 || !Characters.isWord(text.codePointBefore(start));
  }
}
