package dev.sotto.compressor.compress;

import static dev.sotto.compressor.compress.Heard.SAID;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.compress.LoopEvidence.Signs;
import dev.sotto.models.json.JsonRecords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopGuardTest {
  private static final String LOOP = SAID + " and then and then" + " and then".repeat(40);

  /** Clips heard rightly, but for the last ones. */
  private static List<String> clips(int count, String... last) {
    List<String> texts = new ArrayList<>(Collections.nCopies(count - last.length, SAID));
    texts.addAll(List.of(last));
    return texts;
  }

  private static LoopEvidence compare(List<String> dense, List<String> candidate) {
    return LoopGuard.compare(Heard.of(2, dense), Heard.of(1, candidate));
  }

  @Test
  void oneLoopInFewClipsIsRefusedWithItsEvidence() {
    LoopEvidence evidence = compare(clips(50), clips(50, LOOP));
    assertTrue(evidence.looping());
    assertEquals(new Signs(0, 0), evidence.dense());
    assertEquals(1, evidence.candidate().repeating());
    assertEquals("clip-49", evidence.worst().id());
    // "and then" 42 times is 84 words.
    assertEquals(84, evidence.worst().inserted());
    assertTrue(evidence.worst().compressionRatio() > 4, evidence.told());
    assertTrue(evidence.worst().excerpt().length() <= 63, evidence.told());
    assertTrue(evidence.told().contains("1 of 50 clips"), evidence.told());
    assertEquals(
        evidence, JsonRecords.read(JsonRecords.write(evidence), LoopEvidence.class), "as JSON");
  }

  @Test
  void oneLoopInManyClipsIsNoMoreThanChanceAndTwoAreMore() {
    assertFalse(LoopGuard.loops(new Signs(0, 0), new Signs(2, 30), 200, 2000));
    assertTrue(LoopGuard.loops(new Signs(0, 0), new Signs(3, 30), 200, 2000));
  }

  @Test
  void aModelThatLoopsAsTheDenseOneDoesIsNotRefused() {
    assertFalse(compare(clips(50, LOOP), clips(50, LOOP)).looping());
    assertFalse(compare(clips(50, LOOP), clips(50)).looping());
  }

  /** Twice the word error rate of the dense model, and no word made up. */
  @Test
  void aModelThatOnlyHearsWorseIsNotRefused() {
    String wrong = "the bat sat on the mat near our cold house";
    String more = "the cat sat on or a mat near my old house";
    LoopEvidence evidence = compare(clips(50, wrong), clips(50, wrong, wrong, more, more, ""));
    assertFalse(evidence.looping(), evidence.told());
  }

  @ParameterizedTest
  @CsvSource({
    // dense, candidate, said, loops
    "14, 29, 528, false",
    "14, 60, 528, true",
    "40, 70, 528, false",
    "40, 81, 528, true",
    "0, 9, 22, false",
    "0, 10, 22, true",
    "0, 50, 1000, false",
    "0, 51, 1000, true"
  })
  void wordsThatNobodySaidAreRefusedWhereTheyAreManyMore(
      long dense, long candidate, long said, boolean loops) {
    assertEquals(loops, LoopGuard.loops(new Signs(0, dense), new Signs(0, candidate), 50, said));
  }

  @Test
  void namesOfClipsAndTextsDoNotBreakTheLine() {
    LoopEvidence evidence = compare(clips(10), clips(10, "bad\u001b[31m\n" + LOOP));
    assertEquals(1, evidence.told().lines().count(), evidence.told());
  }
}
