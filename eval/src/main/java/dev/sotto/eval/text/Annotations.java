package dev.sotto.eval.text;

/** What transcripts put in brackets: music, laughter, speakers. */
final class Annotations {
  private Annotations() {}

  /**
   * The text without {@code <...>}, {@code [...]} and then {@code (...)}. The first closing bracket
   * ends an annotation, {@code <} and {@code [} close with either kind, and {@code ()} stays.
   */
  static String remove(String text) {
    return remove(remove(text, "<[", ">]", 0), "(", ")", 1);
  }

  private static String remove(String text, String opening, String closing, int minLength) {
    StringBuilder out = new StringBuilder(text.length());
    int close = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (opening.indexOf(c) < 0) {
        out.append(c);
        continue;
      }
      if (close <= i) {
        close = indexOfAny(text, closing, i + 1);
      }
      if (close == text.length() || close - i <= minLength) {
        out.append(c);
        continue;
      }
      i = close;
    }
    return out.toString();
  }

  private static int indexOfAny(String text, String characters, int from) {
    for (int i = from; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }
}
