package dev.sotto.eval.compare;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Formats;
import dev.sotto.eval.score.Scorer;
import dev.sotto.eval.score.TextWarnings;
import dev.sotto.eval.signs.HeardText;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.SottoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Two systems on the same utterances, scored in the same way.
 *
 * @param normalizer that scored both
 * @param before what the baseline heard, in its order
 * @param after what the candidate heard, in the same order
 * @param warnings about the comparison as a whole, one sentence each, without a full stop
 */
public record Comparison(
    Subject baseline,
    Subject candidate,
    TextNormalizer normalizer,
    List<HeardText> before,
    List<HeardText> after,
    List<String> warnings) {
  public Comparison {
    before = List.copyOf(before);
    after = List.copyOf(after);
    warnings = List.copyOf(warnings);
  }

  /**
   * Pairs the utterances by id and scores both systems anew, by one normaliser: the one asked for,
   * or else the baseline's, or else the candidate's, or else one that suits any language.
   *
   * @param askedFor normaliser to use in place of that of the results
   * @throws SottoException if the two did not hear the same data
   */
  public static Comparison of(
      Subject baseline, Subject candidate, Optional<TextNormalizer> askedFor) {
    List<TextPair> candidatePairs = SameData.candidatePairs(baseline, candidate);
    Optional<String> its = baseline.result().map(EvalResult::normalizerId);
    Optional<String> others = candidate.result().map(EvalResult::normalizerId);
    TextNormalizer normalizer =
        askedFor
            .or(() -> its.or(() -> others).map(Normalizers::of))
            .orElseGet(() -> Normalizers.suitable(false));
    List<TextPair> one = withLanguages(baseline.pairs(), candidatePairs);
    List<TextPair> other = withLanguages(candidatePairs, baseline.pairs());
    Scorer scorer = Scorer.of(normalizer, one);
    SameData.checkReferences(
        baseline,
        candidate,
        one,
        other,
        pair -> normalizer.forLanguage(pair.language()).normalize(pair.reference()));
    List<HeardText> before = score(one, one, scorer, baseline);
    List<HeardText> after = score(one, other, scorer, candidate);
    List<String> warnings = new ArrayList<>();
    if (its.isPresent() && others.isPresent() && !its.equals(others)) {
      warnings.add(
          "the baseline was scored with the normaliser %s, the candidate with %s; both were scored anew with %s"
              .formatted(its.get(), others.get(), normalizer.id()));
    }
    staleScore(baseline, normalizer, before).ifPresent(warnings::add);
    staleScore(candidate, normalizer, after).ifPresent(warnings::add);
    warnings.addAll(TextWarnings.of(normalizer, texts(one, other)));
    Comparison comparison =
        new Comparison(baseline, candidate, normalizer, before, after, warnings);
    if (comparison.baselineRate().units().referenceLength() == 0) {
      throw SottoException.badInput(
          baseline.name(),
          "expected a %s that was said in any of its utterances, found none"
              .formatted(comparison.measure().unit()));
    }
    return comparison;
  }

  /** Each of {@code pairs} in its language, or else the one that the other system's pair says. */
  private static List<TextPair> withLanguages(List<TextPair> pairs, List<TextPair> others) {
    List<TextPair> known = new ArrayList<>();
    for (TextPair pair : pairs) {
      known.add(pair.withLanguage(pair.language().or(others.get(known.size())::language)));
    }
    return known;
  }

  /** What the normaliser may not know: what was said, once, and what each of the two heard. */
  private static List<TextPair> texts(List<TextPair> before, List<TextPair> after) {
    List<TextPair> texts = new ArrayList<>(before);
    after.forEach(
        pair -> texts.add(new TextPair(pair.id(), "", pair.hypothesis(), pair.language())));
    return texts;
  }

  /** What is counted in both. */
  public Measure measure() {
    return baselineRate().measure();
  }

  /** Whether the two heard the same in every utterance, as far as it is scored. */
  public boolean isUnchanged() {
    return IntStream.range(0, before.size())
        .allMatch(i -> before.get(i).hypothesis().equals(after.get(i).hypothesis()));
  }

  public WordErrorRate baselineRate() {
    return rate(before);
  }

  public WordErrorRate candidateRate() {
    return rate(after);
  }

  /** Of all that one of the two heard. */
  public static WordErrorRate rate(List<HeardText> heard) {
    return new WordErrorRate(heard.stream().map(HeardText::score).toList());
  }

  /** Both by the baseline's references, so that the same is counted in both. */
  private static List<HeardText> score(
      List<TextPair> said, List<TextPair> heard, Scorer scorer, Subject subject) {
    Set<String> loops = subject.result().map(EvalResult::loops).orElse(Set.of());
    return IntStream.range(0, said.size())
        .mapToObj(i -> said.get(i).withHypothesis(heard.get(i).hypothesis()))
        .map(pair -> HeardText.of(pair, scorer, loops.contains(pair.id())))
        .toList();
  }

  /** A normaliser, or what is counted, may have changed since a result was made. */
  private static Optional<String> staleScore(
      Subject subject, TextNormalizer normalizer, List<HeardText> heard) {
    WordErrorRate now = rate(heard);
    return subject
        .result()
        .filter(result -> result.normalizerId().equals(normalizer.id()))
        .map(EvalResult::errorRate)
        .filter(stored -> !stored.units().equals(now.units()) || stored.measure() != now.measure())
        .map(
            stored ->
                "%s says %s, but its texts have %s now, which is used"
                    .formatted(subject.name(), described(stored), described(now)));
  }

  private static String described(WordErrorRate rate) {
    String article = rate.measure() == Measure.MIXED ? "an " : "a ";
    return article + rate.measure().rate() + " of " + Formats.percent(rate.rate());
  }
}
