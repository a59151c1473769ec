package dev.sotto.eval.score;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.UtteranceScore;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Normalises and scores pairs of texts, each by its language.
 *
 * @param normalizer of all; each text has that of its language
 * @param untold measure of an utterance whose language is not known and whose reference has no
 *     letters to tell it by
 */
public record Scorer(TextNormalizer normalizer, Measure untold) {

  /**
   * A scorer for a data set.
   *
   * @param pairs all of it, as one that says nothing of its language is taken for what the others
   *     are
   */
  public static Scorer of(TextNormalizer normalizer, Collection<TextPair> pairs) {
    String untold =
        pairs.stream()
            .filter(pair -> pair.language().isEmpty())
            .map(TextPair::reference)
            .collect(Collectors.joining(" "));
    return new Scorer(normalizer, Scripts.measure(untold).orElse(Measure.WORDS));
  }

  /** Two normalised texts and their score. */
  public record Scored(String reference, String hypothesis, UtteranceScore score) {}

  /** Normalises and scores what was said and what was heard. */
  public Scored score(TextPair pair) {
    TextNormalizer own = normalizer.forLanguage(pair.language());
    String said = own.normalize(pair.reference());
    String heard = own.normalize(pair.hypothesis());
    return new Scored(
        said, heard, UtteranceScore.of(said, heard, measure(pair), !own.splitsLetters()));
  }

  private Measure measure(TextPair pair) {
    return pair.language()
        .map(language -> Scripts.measure(language, pair.reference()))
        .or(() -> Scripts.measure(pair.reference()))
        .orElse(untold);
  }
}
