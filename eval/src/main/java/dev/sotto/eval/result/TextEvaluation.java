package dev.sotto.eval.result;

import dev.sotto.eval.dataset.LanguageCode;
import dev.sotto.eval.dataset.PairedTexts;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Scores what any recogniser heard, without running it. */
public final class TextEvaluation {
  private TextEvaluation() {}

  /**
   * Scores {@code texts} as {@link Evaluation} scores what a model hears.
   *
   * @param system whose hypotheses they are
   * @param settings of which only normaliser, language and bootstrap matter
   */
  public static EvalResult run(
      PairedTexts texts, ModelIdentity system, EvaluationSettings settings) {
    TextNormalizer normalizer =
        settings.normalizer().orElseGet(() -> Normalizers.suitable(isEnglish(texts, settings)));
    List<HeardUtterance> utterances =
        texts.pairs().parallelStream().map(pair -> score(pair, normalizer)).toList();
    return new EvalResult(
        system,
        new DataIdentity(
            texts.name(),
            utterances.size(),
            seconds(texts),
            texts.fingerprint(),
            texts.selection(),
            Optional.of(texts.form())),
        EvaluationSettings.defaults()
            .withNormalizer(normalizer)
            .withBootstrap(settings.bootstrap()),
        utterances,
        new WordErrorRate(utterances.stream().map(HeardUtterance::score).toList())
            .werInterval(settings.bootstrap()),
        ModelSize.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        Versions.current());
  }

  private static boolean isEnglish(PairedTexts texts, EvaluationSettings settings) {
    Optional<String> asked = settings.decoding().language();
    return asked.isPresent()
        ? LanguageCode.primary(asked.get()).equals("en")
        : texts.pairs().stream()
            .allMatch(
                pair ->
                    pair.language().map(LanguageCode::primary).filter("en"::equals).isPresent());
  }

  private static HeardUtterance score(TextPair pair, TextNormalizer normalizer) {
    return new HeardUtterance(
        pair.id(),
        pair.reference(),
        pair.hypothesis(),
        List.of(),
        UtteranceScore.of(
            normalizer.normalize(pair.reference()), normalizer.normalize(pair.hypothesis())),
        new Traits(pair.durationSeconds(), pair.language(), pair.speaker()));
  }

  /** Of all together; empty unless each is known. */
  private static OptionalDouble seconds(PairedTexts texts) {
    boolean known = texts.pairs().stream().allMatch(pair -> pair.durationSeconds().isPresent());
    return known
        ? OptionalDouble.of(
            texts.pairs().stream().mapToDouble(pair -> pair.durationSeconds().getAsDouble()).sum())
        : OptionalDouble.empty();
  }
}
