package dev.sotto.eval.gate;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.report.Figures;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.signs.HallucinationSigns;
import dev.sotto.eval.signs.HeardText;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.SottoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   * Pairs the utterances by id and scores both systems anew.
   *
   * @param askedFor normaliser to use in place of that of the results
   * @throws SottoException if the two did not hear the same data
   */
  public static Comparison of(
      Subject baseline, Subject candidate, Optional<TextNormalizer> askedFor) {
    List<TextPair> candidatePairs = SameData.candidatePairs(baseline, candidate);
    NormalizerChoice choice = NormalizerChoice.of(baseline, candidate, askedFor);
    TextNormalizer normalizer = choice.normalizer();
    SameData.checkReferences(baseline, candidate, candidatePairs, normalizer::normalize);
    List<HeardText> before = score(baseline.pairs(), normalizer);
    List<HeardText> after = score(candidatePairs, normalizer);
    List<String> warnings = new ArrayList<>();
    choice.warning().ifPresent(warnings::add);
    staleScore(baseline, normalizer, before).ifPresent(warnings::add);
    staleScore(candidate, normalizer, after).ifPresent(warnings::add);
    Comparison comparison =
        new Comparison(baseline, candidate, normalizer, before, after, warnings);
    if (comparison.baselineRate().words().referenceLength() == 0) {
      throw SottoException.badInput(
          baseline.name(), "expected a word that was said in any of its utterances, found none");
    }
    return comparison;
  }

  public WordErrorRate baselineRate() {
    return rate(before);
  }

  public WordErrorRate candidateRate() {
    return rate(after);
  }

  public HallucinationSigns baselineSigns() {
    return HallucinationSigns.of(before);
  }

  public HallucinationSigns candidateSigns() {
    return HallucinationSigns.of(after);
  }

  private static WordErrorRate rate(List<HeardText> heard) {
    return new WordErrorRate(heard.stream().map(HeardText::score).toList());
  }

  private static List<HeardText> score(List<TextPair> pairs, TextNormalizer normalizer) {
    return pairs.stream()
        .map(pair -> HeardText.of(pair.id(), pair.reference(), pair.hypothesis(), normalizer))
        .toList();
  }

  /** A normaliser may have changed since a result was made. */
  private static Optional<String> staleScore(
      Subject subject, TextNormalizer normalizer, List<HeardText> heard) {
    return subject
        .result()
        .filter(result -> result.normalizerId().equals(normalizer.id()))
        .map(EvalResult::errorRate)
        .filter(stored -> !stored.words().equals(rate(heard).words()))
        .map(
            stored ->
                subject.name()
                    + " says a word error rate of "
                    + Figures.percent(stored.wer())
                    + ", but its texts have one of "
                    + Figures.percent(rate(heard).wer())
                    + " now, which is used");
  }
}
