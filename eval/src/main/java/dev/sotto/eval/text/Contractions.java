package dev.sotto.eval.text;

import static dev.sotto.eval.text.WordReplacement.ending;
import static dev.sotto.eval.text.WordReplacement.word;

import java.util.List;

/** English as it is spoken and as it is shortened in writing, in full. Expects lower case. */
final class Contractions {
  private static final List<WordReplacement> FILLERS =
      List.of(
          word("hmm", ""),
          word("mm", ""),
          word("mhm", ""),
          word("mmm", ""),
          word("uh", ""),
          word("um", ""));

  /** In the order in which they apply: each sees what those before it left. */
  private static final List<WordReplacement> EXPANSIONS =
      List.of(
          word("won't", "will not"),
          word("can't", "can not"),
          word("let's", "let us"),
          word("ain't", "aint"),
          word("y'all", "you all"),
          word("wanna", "want to"),
          word("gotta", "got to"),
          word("gonna", "going to"),
          word("i'ma", "i am going to"),
          word("imma", "i am going to"),
          word("woulda", "would have"),
          word("coulda", "could have"),
          word("shoulda", "should have"),
          word("ma'am", "madam"),
          word("mr", "mister "),
          word("mrs", "missus "),
          word("st", "saint "),
          word("dr", "doctor "),
          word("prof", "professor "),
          word("capt", "captain "),
          word("gov", "governor "),
          word("ald", "alderman "),
          word("gen", "general "),
          word("sen", "senator "),
          word("rep", "representative "),
          word("pres", "president "),
          word("rev", "reverend "),
          word("hon", "honorable "),
          word("asst", "assistant "),
          word("assoc", "associate "),
          word("lt", "lieutenant "),
          word("col", "colonel "),
          word("jr", "junior "),
          word("sr", "senior "),
          word("esq", "esquire "),
          ending("'d been", " had been"),
          ending("'s been", " has been"),
          ending("'d gone", " had gone"),
          ending("'s gone", " has gone"),
          ending("'d done", " had done"),
          ending("'s got", " has got"),
          ending("n't", " not"),
          ending("'re", " are"),
          ending("'s", " is"),
          ending("'d", " would"),
          ending("'ll", " will"),
          ending("'t", " not"),
          ending("'ve", " have"),
          ending("'m", " am"));

  private Contractions() {}

  static String removeFillers(String text) {
    return applyAll(FILLERS, text);
  }

  static String expand(String text) {
    return applyAll(EXPANSIONS, joinApostrophes(text));
  }

  private static String applyAll(List<WordReplacement> replacements, String text) {
    String result = text;
    for (WordReplacement replacement : replacements) {
      result = replacement.apply(result);
    }
    return result;
  }

  /** {@code it 's} is {@code it's}. */
  private static String joinApostrophes(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        int end = out.length();
        while (end > 0 && Characters.isSpace(out.charAt(end - 1))) {
          end--;
        }
        out.setLength(end);
      }
      out.append(c);
    }
    return out.toString();
  }
}
