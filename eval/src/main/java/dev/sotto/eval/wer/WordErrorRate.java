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
    return Interval.of(bootstrap.distribution(utterances.size(), werOfResample()), 0.95);
  }

  /**
   * The word error rate of the utterances at given indices. Two of these, of two systems on the
   * same data, make a paired comparison.
   */
  public Bootstrap.Statistic werOfResample() {
    // Edits and length stand side by side, since each index is a jump through memory.
    long[] counts = new long[2 * utterances.size()];
    for (int i = 0; i < utterances.size(); i++) {
      counts[2 * i] = utterances.get(i).words().edits();
      counts[2 * i + 1] = utterances.get(i).words().referenceLength();
    }
    return indices -> {
      long editSum = 0;
      long lengthSum = 0;
      for (int index : indices) {
        editSum += counts[2 * index];
        lengthSum += counts[2 * index + 1];
      }
      return (double) editSum / Math.max(1, lengthSum);
    };
  }

  private EditCounts total(Function<UtteranceScore, EditCounts> unit) {
    return utterances.stream().map(unit).reduce(EditCounts.NONE, EditCounts::plus);
  }
}
