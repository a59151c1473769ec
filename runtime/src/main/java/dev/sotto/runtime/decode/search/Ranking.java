package dev.sotto.runtime.decode.search;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Which of several texts of one window is the best: the one with the greatest sum of log
 * probabilities over its length, or over {@code ((5 + length) / 6) ^ penalty}; of equals the first.
 * The sum has the end token, the length has not. One that repeats itself is the best of none but
 * such.
 *
 * @see <a href="https://github.com/openai/whisper/blob/main/whisper/decoding.py">decoding.py,
 *     MaximumLikelihoodRanker</a>
 */
record Ranking(OptionalDouble lengthPenalty) {

  Sequence best(List<Sequence> sequences) {
    Sequence best = sequences.get(0);
    for (Sequence other : sequences) {
      if (best.looped() == other.looped() ? score(other) > score(best) : best.looped()) {
        best = other;
      }
    }
    return best;
  }

  double score(Sequence sequence) {
    int length = Math.max(1, sequence.length());
    double divisor =
        lengthPenalty.isPresent()
            ? Math.pow((5 + length) / 6.0, lengthPenalty.getAsDouble())
            : length;
    return sequence.logProbability() / divisor;
  }
}
