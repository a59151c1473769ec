package dev.sotto.eval.result;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.pairs.PairedTexts;
import dev.sotto.eval.score.Scorer;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.models.whisper.Languages;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

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
    Scoring scoring = settings.withNormalizer(normalizer).scoring();
    List<TextPair> spoken =
        texts.pairs().stream()
            .map(pair -> pair.withLanguage(scoring.language().or(pair::language)))
            .toList();
    Scorer scorer = Scorer.of(normalizer, spoken);
    List<UtteranceScore> scores =
        spoken.parallelStream().map(scorer::score).map(Scorer.Scored::score).toList();
    List<HeardUtterance> utterances =
        IntStream.range(0, spoken.size())
            .mapToObj(i -> heard(texts.pairs().get(i), scores.get(i)))
            .toList();
    return new EvalResult(
        system,
        new DataIdentity(
            texts.name(),
            utterances.size(),
            seconds(texts),
            texts.fingerprint(),
            texts.selection(),
            Optional.of(texts.form())),
        scoring,
        utterances,
        HeardUtterance.rate(utterances).interval(scoring.bootstrap()),
        ModelSize.UNKNOWN,
        Optional.empty(),
        SoftwareVersions.current());
  }

  private static boolean isEnglish(PairedTexts texts, EvaluationSettings settings) {
    return texts.pairs().stream()
        .map(pair -> settings.textLanguage().or(pair::language).flatMap(Languages::code))
        .allMatch(Optional.of("en")::equals);
  }

  private static HeardUtterance heard(TextPair pair, UtteranceScore score) {
    return new HeardUtterance(
        pair.id(),
        pair.reference(),
        pair.hypothesis(),
        List.of(),
        score,
        new Traits(pair.durationSeconds(), pair.language(), pair.speaker()),
        Certainty.UNKNOWN);
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
