package dev.sotto.eval.wer;

import java.util.List;
import java.util.function.Function;

/**
 * The error rates of a corpus: all edits over the whole reference, as fractions.
 *
 * @param utterances in the order of the data set, by which two systems are compared in pairs
 */
public record WordErrorRate(List<UtteranceScore> utterances) {
  public WordErrorRate {
    utterances = List.copyOf(utterances);
  }

  /** The counts of all words. */
  public EditCounts words() {
    return total(UtteranceScore::words);
  }

  /** The counts of all characters. */
  public EditCounts characters() {
    return total(UtteranceScore::characters);
  }

  /** What {@link #units} counts: the measure of all utterances, or both where they differ. */
  public Measure measure() {
    return utterances.stream()
        .map(UtteranceScore::measure)
        .reduce(Measure::with)
        .orElse(Measure.WORDS);
  }

  /** The counts of what is measured in each utterance. */
  public EditCounts units() {
    return total(UtteranceScore::units);
  }

  /** The error rate of what is measured, called by {@link #measure}; may exceed 1. */
  public double rate() {
    return units().rate();
  }

  /** Word error rate; may exceed 1. */
  public double wer() {
    return words().rate();
  }

  /** Character error rate; may exceed 1. */
  public double cer() {
    return characters().rate();
  }

  /** The 95 % bootstrap interval of {@link #rate} over utterances. */
  public Interval interval(Bootstrap bootstrap) {
    RatioOfSums rate =
        new RatioOfSums(
            utterances.size(),
            i -> utterances.get(i).units().edits(),
            i -> utterances.get(i).units().referenceLength());
    return Interval.of(bootstrap.distribution(rate), 0.95);
  }

  private EditCounts total(Function<UtteranceScore, EditCounts> unit) {
    return utterances.stream().map(unit).reduce(EditCounts.NONE, EditCounts::plus);
  }
}
