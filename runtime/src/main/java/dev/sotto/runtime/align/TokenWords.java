package dev.sotto.runtime.align;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts tokens together to words, as OpenAI's tokenizer does it: pieces that end whole characters,
 * and of these a new word at each space; in languages that write none, each piece is one. Then
 * punctuation goes to the word that it belongs to.
 */
final class TokenWords {
  /** Languages without spaces between words. */
  private static final Set<String> UNSPACED = Set.of("zh", "ja", "th", "lo", "my", "yue");

  private static final String OPENING = "\"'\u201c\u00bf([{-";
  private static final String CLOSING = "\"'.\u3002,\uff0c!\uff01?\uff1f:\uff1a\u201d)]}\u3001";
  private static final char BROKEN = '\ufffd';

  private final Function<List<Integer>, String> text;

  /**
   * @param text of tokens, with a replacement sign where they end within a character
   */
  TokenWords(Function<List<Integer>, String> text) {
    this.text = text;
  }

  /** A word and how many tokens it takes. */
  record Piece(String text, int tokens) {
    Piece and(Piece next) {
      return new Piece(text + next.text, tokens + next.tokens);
    }
  }

  /** The words of a text, which take all its tokens. */
  List<Piece> of(List<Integer> tokens, String language) {
    List<Piece> whole = wholeCharacters(tokens);
    List<Piece> words = UNSPACED.contains(language) ? whole : bySpaces(whole);
    return withPunctuation(words);
  }

  private List<Piece> wholeCharacters(List<Integer> tokens) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= tokens.size(); to++) {
      String piece = text.apply(tokens.subList(from, to));
      if (to == tokens.size() || piece.indexOf(BROKEN) < 0) {
        pieces.add(new Piece(piece, to - from));
        from = to;
      }
    }
    return pieces;
  }

  private static List<Piece> bySpaces(List<Piece> pieces) {
    List<Piece> words = new ArrayList<>();
    for (Piece piece : pieces) {
      boolean begins =
          words.isEmpty() || piece.text().startsWith(" ") || isPunctuation(piece.text().strip());
      if (begins) {
        words.add(piece);
      } else {
        words.add(words.remove(words.size() - 1).and(piece));
      }
    }
    return words;
  }

  private static boolean isPunctuation(String text) {
    return text.length() == 1
        && !Character.isLetterOrDigit(text.charAt(0))
        && text.charAt(0) != BROKEN;
  }

  /** Opening signs go to the word behind them, closing ones to that before. */
  private static List<Piece> withPunctuation(List<Piece> pieces) {
    List<Piece> words = new ArrayList<>();
    for (Piece piece : pieces) {
      Piece last = words.isEmpty() ? null : words.get(words.size() - 1);
      boolean closes = last != null && isOneOf(piece.text(), CLOSING) && !last.text().endsWith(" ");
      boolean opened =
          last != null
              && last.text().startsWith(" ")
              && isOneOf(last.text().strip(), OPENING)
              && !piece.text().startsWith(" ");
      if (closes || opened) {
        words.set(words.size() - 1, last.and(piece));
      } else {
        words.add(piece);
      }
    }
    return words;
  }

  private static boolean isOneOf(String text, String signs) {
    return text.length() == 1 && signs.indexOf(text.charAt(0)) >= 0;
  }
}
