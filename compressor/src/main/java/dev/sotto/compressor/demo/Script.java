package dev.sotto.compressor.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Who says what: the clips of one side before they are spoken. */
final class Script {
  /** Sentences to choose from while words are missing. */
  private static final int CANDIDATES = 20;

  /** So many sentences in a row that were there before mean that there are hardly others. */
  private static final int PATIENCE = 100;

  /**
   * A clip to be.
   *
   * @param seed of the recording's noise, silence and level
   */
  record Line(String text, Voice voice, long seed) {}

  private Script() {}

  /**
   * {@code count} lines of one side. The first ones of the training hold every word of the grammar;
   * those of the test are all different as long as there are others.
   *
   * @param scrambled share of the training lines that are words at random, which a model can only
   *     know by listening
   */
  static List<Line> of(Split split, int count, double scrambled, SplittableRandom random) {
    Set<String> seen = new HashSet<>();
    Set<String> missing = new HashSet<>(SentenceGrammar.words());
    List<Line> lines = new ArrayList<>();
    while (lines.size() < count) {
      String text =
          switch (split) {
            case TRAINING ->
                scrambled > 0 && random.nextDouble() < scrambled
                    ? SentenceGrammar.scrambled(random)
                    : richest(missing, random);
            case TEST -> fresh(seen, random);
          };
      lines.add(new Line(text, Voices.voice(random, split), random.nextLong()));
    }
    return lines;
  }

  /** A sentence; one with many of the missing words, while there are any. */
  private static String richest(Set<String> missing, SplittableRandom random) {
    String best = SentenceGrammar.sentence(random, Split.TRAINING);
    for (int i = 1; i < CANDIDATES && !missing.isEmpty(); i++) {
      String other = SentenceGrammar.sentence(random, Split.TRAINING);
      if (held(missing, other) > held(missing, best)) {
        best = other;
      }
    }
    missing.removeAll(words(best));
    return best;
  }

  private static long held(Set<String> missing, String sentence) {
    return words(sentence).stream().filter(missing::contains).count();
  }

  private static Set<String> words(String sentence) {
    return new HashSet<>(List.of(sentence.split(" ")));
  }

  private static String fresh(Set<String> seen, SplittableRandom random) {
    String sentence = SentenceGrammar.sentence(random, Split.TEST);
    for (int i = 0; i < PATIENCE && seen.contains(sentence); i++) {
      sentence = SentenceGrammar.sentence(random, Split.TEST);
    }
    seen.add(sentence);
    return sentence;
  }
}
