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

  /** Word error rate; may exceed 1. */
  public double wer() {
    return words().rate();
  }

  /** Character error rate; may exceed 1. */
  public double cer() {
    return characters().rate();
  }

  /** The 95 % bootstrap interval of the word error rate over utterances. */
  public Interval werInterval(Bootstrap bootstrap) {
    RatioOfSums wer =
        new RatioOfSums(
            utterances.size(),
            i -> utterances.get(i).words().edits(),
            i -> utterances.get(i).words().referenceLength());
    return Interval.of(bootstrap.distribution(wer), 0.95);
  }

  private EditCounts total(Function<UtteranceScore, EditCounts> unit) {
    return utterances.stream().map(unit).reduce(EditCounts.NONE, EditCounts::plus);
  }
}
