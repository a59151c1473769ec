package dev.sotto.compressor.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SentenceGrammarTest {
  private static List<String> sentences(long seed, Split split, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> SentenceGrammar.sentence(random, split))
        .toList();
  }

  private static Set<String> words(List<String> sentences) {
    return sentences.stream()
        .flatMap(sentence -> List.of(sentence.split(" ", -1)).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @EnumSource(Split.class)
  void theSeedDecidesTheSentences(Split split) {
    assertEquals(sentences(1, split, 100), sentences(1, split, 100));
    assertFalse(sentences(1, split, 100).equals(sentences(2, split, 100)));
  }

  @ParameterizedTest
  @EnumSource(Split.class)
  void aSentenceHasTwoToSevenWordsOfTheGrammar(Split split) {
    List<String> sentences = sentences(3, split, 5000);
    for (String sentence : sentences) {
      int words = sentence.split(" ", -1).length;
      assertTrue(words >= 2 && words <= 7, sentence);
      assertTrue(sentence.matches("[a-z ]+"), sentence);
    }
    assertTrue(SentenceGrammar.words().containsAll(words(sentences)));
  }

  @Test
  void theWordsAreAHundredOrSoAndEachOccursInTraining() {
    int size = SentenceGrammar.words().size();
    assertTrue(size >= 90 && size <= 110, "found " + size);
    assertEquals(SentenceGrammar.words(), words(sentences(4, Split.TRAINING, 4000)));
  }

  @Test
  void noSentenceIsOnBothSides() {
    Set<String> training = Set.copyOf(new TreeSet<>(sentences(5, Split.TRAINING, 5000)));
    assertTrue(sentences(5, Split.TEST, 5000).stream().noneMatch(training::contains));
  }

  @Test
  void noVoiceAndNoVariantIsOnBothSides() {
    Set<String> training = variants(Split.TRAINING);
    assertTrue(variants(Split.TEST).stream().noneMatch(training::contains));
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 1000; i++) {
      assertTrue(VoiceNames.of(Split.TEST).contains(Voices.voice(random, Split.TEST).name()));
    }
  }

  private static Set<String> variants(Split split) {
    return VoiceNames.of(split).stream()
        .map(name -> name.replaceAll("^[^+]*", ""))
        .collect(Collectors.toSet());
  }

  @Test
  void aScriptHoldsEveryWordEarlyAndRepeatsNoTestSentence() {
    List<Script.Line> training = Script.of(Split.TRAINING, 80, 0, new SplittableRandom(7));
    assertEquals(SentenceGrammar.words(), words(training.stream().map(Script.Line::text).toList()));
    List<Script.Line> test = Script.of(Split.TEST, 100, 0, new SplittableRandom(7));
    assertEquals(100, test.stream().map(Script.Line::text).distinct().count());
    // A test that needs more sentences than there are repeats some; it must not hang.
    assertEquals(5000, Script.of(Split.TEST, 5000, 0, new SplittableRandom(8)).size());
  }

  @Test
  void scrambledLinesHaveTheGrammarsWordsAndAreNeverSentencesOfTheTest() {
    SplittableRandom random = new SplittableRandom(9);
    Set<String> words = SentenceGrammar.words();
    for (int i = 0; i < 2000; i++) {
      String line = SentenceGrammar.scrambled(random);
      assertTrue(words.containsAll(List.of(line.split(" "))), line);
      assertEquals(Split.TRAINING, Split.of(line), line);
    }
    List<Script.Line> mixed = Script.of(Split.TRAINING, 400, 0.3, new SplittableRandom(7));
    Set<String> sentences = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      sentences.add(SentenceGrammar.sentence(random, Split.TRAINING));
    }
    long scrambled = mixed.stream().filter(line -> !sentences.contains(line.text())).count();
    assertTrue(scrambled > 80 && scrambled < 200, scrambled + " of 400");
  }
}
