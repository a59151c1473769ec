package dev.sotto.eval.compare;

import dev.sotto.eval.compare.WerIncrease.Bounds;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.RatioOfSums;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.Arrays;
import java.util.List;

/**
 * Bounds of an increase in error rate, by drawing the same utterances for both systems; see the
 * description of this package.
 *
 * @param confidence of each bound, one-sided
 */
public record PairedBootstrap(Bootstrap bootstrap, double confidence) {

  /**
   * Compares two systems that heard the same utterances in the same order.
   *
   * @throws IllegalArgumentException if there are fewer than two utterances, if their numbers
   *     differ, or if nothing was said in any of them
   */
  public WerIncrease compare(WordErrorRate baseline, WordErrorRate candidate) {
    int utterances = baseline.utterances().size();
    long units = baseline.units().referenceLength();
    if (utterances < 2
        || candidate.utterances().size() != utterances
        || units == 0
        || candidate.units().referenceLength() != units
        || candidate.measure() != baseline.measure()) {
      throw new IllegalArgumentException(
          "expected the same words or characters in at least 2 utterances, received %s and %s"
              .formatted(utterances, candidate.utterances().size()));
    }
    double[] increases = bootstrap.distribution(increase(baseline, candidate));
    double observed = candidate.rate() - baseline.rate();
    // Both tails of this interval hold 1 - confidence.
    Interval quantiles = Interval.of(increases, 2 * confidence - 1);
    double standardError = standardDeviation(increases);
    BoundCorrection correction = new BoundCorrection(confidence);
    double least = correction.z() * standardError;
    double stretch = correction.stretch(utterances);
    double unseen = correction.unseen(utterances, (double) units / utterances);
    double below = stretch * Math.max(least, observed - quantiles.low());
    double above = stretch * Math.max(least, quantiles.high() - observed);
    return new WerIncrease(
        baseline.rate(),
        candidate.rate(),
        new Bounds(
            observed - Math.max(unseen, below), observed + Math.max(unseen, above), confidence),
        standardError,
        utterances,
        units,
        baseline.measure(),
        PairedEvidence.of(baseline, candidate, increases));
  }

  /** One sum of differences in place of two of edits: what was said is the same. */
  private static RatioOfSums increase(WordErrorRate baseline, WordErrorRate candidate) {
    List<UtteranceScore> before = baseline.utterances();
    List<UtteranceScore> after = candidate.utterances();
    return new RatioOfSums(
        before.size(),
        i -> after.get(i).units().edits() - before.get(i).units().edits(),
        i -> before.get(i).units().referenceLength());
  }

  private static double standardDeviation(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / Math.max(1, values.length - 1));
  }
}
