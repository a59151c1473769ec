package dev.sotto.eval.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.result.MadeUp;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.models.SottoException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static Subject pairs(String name, TextPair... pairs) {
    return new Subject(name, "0", Arrays.asList(pairs), Optional.empty());
  }

  private static TextPair pair(String id, String said, String heard) {
    return new TextPair(id, said, heard);
  }

  private static Comparison compare(Subject baseline, Subject candidate) {
    return Comparison.of(baseline, candidate, Optional.empty());
  }

  private static void refused(Subject baseline, Subject candidate, String... words) {
    SottoException refusal = assertThrows(SottoException.class, () -> compare(baseline, candidate));
    assertEquals(SottoException.Code.BAD_INPUT, refusal.code());
    for (String word : words) {
      assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
    }
  }

  private static final Subject BASELINE =
      pairs("old", pair("a", "One two.", "one too"), pair("b", "three", "three"));

  @Test
  void languagesWithoutSpacesAreComparedByCharacter() {
    List<TextPair> said =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new TextPair(
                        "u" + i,
                        "\u4eca\u5929\u5f88\u597d",
                        "\u4eca\u5929\u597d",
                        Optional.of("zh")))
            .toList();
    List<TextPair> untold = said.stream().map(pair -> pair.withLanguage(Optional.empty())).toList();
    for (List<TextPair> pairs : List.of(said, untold)) {
      Comparison comparison =
          Comparison.of(
              new Subject("one", "1", said, Optional.empty()),
              new Subject("other", "2", pairs, Optional.empty()),
              Optional.empty());
      assertEquals(Measure.CHARACTERS, comparison.measure());
      assertEquals(0.25, comparison.candidateRate().rate());
      assertEquals(16, comparison.candidateRate().units().referenceLength());
    }
  }

  @Test
  void whatTheNormaliserDoesNotKnowIsAWarning() {
    List<TextPair> pairs =
        List.of(new TextPair("a", "it\u2019s", "it's"), new TextPair("b", "so", "so"));
    Comparison comparison =
        Comparison.of(
            new Subject("one", "1", pairs, Optional.empty()),
            new Subject("other", "2", pairs, Optional.empty()),
            Optional.of(Normalizers.of("whisper-english")));
    assertEquals(1, comparison.warnings().size());
    assertTrue(comparison.warnings().get(0).contains("U+2019"), comparison.warnings().toString());
  }

  @Test
  void utterancesArePairedByIdInTheOrderOfTheBaseline() {
    Comparison comparison =
        compare(BASELINE, pairs("new", pair("b", "Three!", "free"), pair("a", "one two", "one")));
    assertEquals(List.of("a", "b"), comparison.after().stream().map(h -> h.id()).toList());
    assertEquals(1 / 3.0, comparison.baselineRate().wer());
    assertEquals(2 / 3.0, comparison.candidateRate().wer());
    assertEquals("mark-preserving", comparison.normalizer().id());
    assertEquals(List.of(), comparison.warnings());
  }

  @Test
  void otherUtterancesAreRefusedByName() {
    refused(BASELINE, pairs("new", pair("a", "one two", "")), "new: ", "of old", "\"b\"");
    refused(
        BASELINE,
        pairs("new", pair("a", "one two", ""), pair("b", "three", ""), pair("c", "", "")),
        "old: ",
        "of new",
        "\"c\"");
    refused(BASELINE, pairs("new", pair("x", "", ""), pair("y", "", "")), "\"a\" and 1 more");
    refused(
        BASELINE,
        pairs("new", pair("a", "", ""), pair("a", "", "")),
        "new: ",
        "every id once",
        "\"a\"");
  }

  @Test
  void otherReferencesAreRefusedByTheirId() {
    refused(
        BASELINE,
        pairs("new", pair("a", "one two", ""), pair("b", "four", "")),
        "references of old",
        "\"b\"");
  }

  @Test
  void tooLittleToCompareAtAllIsRefused() {
    Subject one = pairs("old", pair("a", "one", "one"));
    refused(one, one, "at least 2 utterances", "found 1");
    Subject silence = pairs("old", pair("a", "...", "x"), pair("b", "", ""));
    refused(silence, silence, "a word that was said");
  }

  @Test
  void otherAudioUnderTheSameIdsIsRefused() {
    Subject baseline = Results.of(3, i -> Results.SAID).subject();
    Results other = Results.of(3, i -> Results.SAID).ofData("g");
    refused(baseline, other.subject(), "the audio", "fingerprints");
    compare(baseline, other.foreign());
  }

  @Test
  void twoNormalisersAreReplacedByTheBaselinesWithAWarning() {
    Subject baseline = Results.of(3, i -> "ONE").normalizedBy("whisper-basic").subject();
    Subject candidate = Results.of(3, i -> "ONE").normalizedBy("raw").subject();
    Comparison comparison = compare(baseline, candidate);
    assertEquals("whisper-basic", comparison.normalizer().id());
    assertEquals(comparison.baselineRate(), comparison.candidateRate());
    assertEquals(1, comparison.warnings().size());
    for (String word : List.of("whisper-basic", "raw", "both were scored anew")) {
      assertTrue(comparison.warnings().get(0).contains(word), comparison.warnings().get(0));
    }
    Comparison asked =
        Comparison.of(baseline, candidate, Optional.of(Normalizers.of("mark-preserving")));
    assertEquals("mark-preserving", asked.normalizer().id());
    assertTrue(asked.warnings().get(0).contains("anew with mark-preserving"));
  }

  @Test
  void textPairsAreScoredAsTheResultBesideThem() {
    Comparison comparison =
        compare(
            Results.of(3, i -> "ONE").foreign(),
            Results.of(3, i -> "ONE").normalizedBy("raw").subject());
    assertEquals("raw", comparison.normalizer().id());
    assertEquals(List.of(), comparison.warnings());
  }

  @Test
  void aStoredRateThatItsTextsDoNotHaveIsNotBelieved() {
    EvalResult result = Results.of(3, i -> Results.SAID).result();
    UtteranceScore wrongScore = UtteranceScore.of("one", "two");
    List<HeardUtterance> wrong =
        result.utterances().stream()
            .map(
                heard ->
                    MadeUp.heard(
                        heard.id(),
                        heard.reference(),
                        heard.hypothesis(),
                        heard.tokens(),
                        wrongScore))
            .toList();
    Subject stale =
        Subject.of(
            MadeUp.result(
                result.model(),
                result.data(),
                EvaluationSettings.of(result),
                wrong,
                result.interval(),
                result.size(),
                result.speed().orElseThrow(),
                result.versions()));
    Comparison comparison = compare(stale, Subject.of(result));
    assertEquals(0, comparison.baselineRate().wer());
    assertEquals(1, comparison.warnings().size());
    assertTrue(comparison.warnings().get(0).contains("100.00 %"), comparison.warnings().get(0));
  }
}
