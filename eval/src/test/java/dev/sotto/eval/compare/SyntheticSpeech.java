package dev.sotto.eval.compare;

import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two systems that hear invented speech, whose true increase in word error rate is known.
 *
 * <p>An utterance has 3 to 24 words and its own difficulty, exponential around 10 %; a word is
 * wrong with that probability. The candidate gets a word as the baseline did with the probability
 * {@code AGREEMENT}, and else by a draw of its own, so that neither is better. Then it inserts a
 * word after each word with the probability {@code increase}, which is therefore the true increase.
 */
public final class SyntheticSpeech {
  private static final int SHORTEST = 3;
  private static final int LENGTHS = 22;
  private static final double DIFFICULTY = 0.1;
  private static final double HARDEST = 0.6;
  private static final double AGREEMENT = 0.6;

  private final SplittableRandom random;

  public SyntheticSpeech(long seed) {
    this.random = new SplittableRandom(seed);
  }

  public record Systems(WordErrorRate baseline, WordErrorRate candidate) {}

  public Systems hear(int utterances, double increase) {
    List<UtteranceScore> baseline = new ArrayList<>();
    List<UtteranceScore> candidate = new ArrayList<>();
    for (int i = 0; i < utterances; i++) {
      int words = SHORTEST + random.nextInt(LENGTHS);
      double difficulty = Math.min(HARDEST, -DIFFICULTY * Math.log(1 - random.nextDouble()));
      int before = 0;
      int after = 0;
      int inserted = 0;
      for (int word = 0; word < words; word++) {
        boolean wrong = random.nextDouble() < difficulty;
        boolean same = random.nextDouble() < AGREEMENT;
        before += wrong ? 1 : 0;
        after += (same ? wrong : random.nextDouble() < difficulty) ? 1 : 0;
        inserted += random.nextDouble() < increase ? 1 : 0;
      }
      baseline.add(score(words, before, 0));
      candidate.add(score(words, after, inserted));
    }
    return new Systems(new WordErrorRate(baseline), new WordErrorRate(candidate));
  }

  public static UtteranceScore score(int words, int substitutions, int insertions) {
    return new UtteranceScore(
        new EditCounts(words - substitutions, substitutions, 0, insertions), EditCounts.NONE);
  }
}
