package dev.sotto.eval.wer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AlignmentTest {
  private static final long SEED = 2026;

  @Test
  void randomPairsAgreeWithTheTextbook() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 10_000; i++) {
      List<String> reference = words(random, random.nextInt(25), 1 + random.nextInt(6));
      List<String> hypothesis = words(random, random.nextInt(25), 1 + random.nextInt(6));
      check(reference, hypothesis);
    }
  }

  @Test
  void randomTextsAgreeWithTheTextbookInCharacters() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 10_000; i++) {
      List<String> reference = characters(random);
      List<String> hypothesis = characters(random);
      EditCounts counts =
          UtteranceScore.of(String.join("", reference), String.join("", hypothesis)).characters();
      assertEquals(NaiveAlignment.edits(reference, hypothesis), counts.edits());
      assertEquals(NaiveAlignment.mostHits(reference, hypothesis), counts.hits());
    }
  }

  /** Some of one UTF-16 unit and some of two; none is a space, which a text may not end in. */
  private static List<String> characters(SplittableRandom random) {
    List<String> alphabet = List.of("a", "b", "\u0928", "\ud83d\ude00", "\ud83d\ude01");
    List<String> characters = new ArrayList<>();
    int length = random.nextInt(16);
    for (int i = 0; i < length; i++) {
      characters.add(alphabet.get(random.nextInt(alphabet.size())));
    }
    return characters;
  }

  @Test
  void longPairsThatLeaveTheFirstBandAgreeWithTheTextbook() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 30; i++) {
      List<String> reference = words(random, 100 + random.nextInt(300), 20);
      List<String> hypothesis = new ArrayList<>(reference);
      int shift = random.nextInt(120);
      hypothesis.addAll(0, words(random, shift, 20));
      hypothesis.subList(hypothesis.size() - random.nextInt(90), hypothesis.size()).clear();
      check(reference, hypothesis);
    }
  }

  private static void check(List<String> reference, List<String> hypothesis) {
    String r = String.join(" ", reference);
    String h = String.join(" ", hypothesis);
    EditCounts counts = UtteranceScore.of(r, h).words();
    assertEquals(NaiveAlignment.edits(reference, hypothesis), counts.edits());
    assertEquals(NaiveAlignment.mostHits(reference, hypothesis), counts.hits());
    Alignment alignment = Alignment.ofWords(r, h);
    assertEquals(counts, alignment.counts());
    assertReadsBothSidesInOrder(alignment);
    assertEquals(counts.edits(), UtteranceScore.of(h, r).words().edits());
    assertEquals(0, UtteranceScore.of(r, r).words().edits());
  }

  private static void assertReadsBothSidesInOrder(Alignment alignment) {
    int r = 0;
    int h = 0;
    for (Edit edit : alignment.edits()) {
      assertEquals(r, edit.referenceIndex());
      assertEquals(h, edit.hypothesisIndex());
      boolean both = edit.kind() == Edit.Kind.HIT || edit.kind() == Edit.Kind.SUBSTITUTION;
      if (both) {
        boolean equal = alignment.reference().get(r).equals(alignment.hypothesis().get(h));
        assertEquals(edit.kind() == Edit.Kind.HIT, equal);
      }
      r += edit.kind() == Edit.Kind.INSERTION ? 0 : 1;
      h += edit.kind() == Edit.Kind.DELETION ? 0 : 1;
    }
    assertEquals(alignment.reference().size(), r);
    assertEquals(alignment.hypothesis().size(), h);
  }

  @Test
  void ofEquallyFewEditsTheMostHitsCount() {
    assertEquals(new EditCounts(1, 0, 1, 1), UtteranceScore.of("a b", "b c").words());
  }

  @Test
  void tenThousandWordsFitInLittleTimeAndMemory() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> reference = words(random, 10_000, 1_000);
    String unlike = String.join(" ", words(random, 10_000, 1_000));
    List<String> alike = new ArrayList<>(reference);
    alike.subList(5_000, 5_010).clear();
    String text = String.join(" ", reference);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertReadsBothSidesInOrder(Alignment.ofWords(text, unlike));
          EditCounts counts = UtteranceScore.of(text, String.join(" ", alike)).words();
          assertEquals(new EditCounts(9_990, 0, 10, 0), counts);
        });
  }

  @Test
  void charactersAreCodePoints() {
    assertEquals(
        new EditCounts(1, 1, 0, 0),
        UtteranceScore.of("a\ud83d\ude00", "a\ud83d\ude01").characters());
  }

  private static List<String> words(SplittableRandom random, int length, int vocabulary) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      words.add("w" + random.nextInt(vocabulary));
    }
    return words;
  }
}
