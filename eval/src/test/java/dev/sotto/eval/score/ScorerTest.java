package dev.sotto.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScorerTest {
  private static final String GOOD_WEATHER = "\u4eca\u5929\u5929\u6c14\u5f88\u597d";
  private static final String MISHEARD = "\u4eca\u5929\u5929\u6c7d\u5f88\u597d";

  private static TextPair pair(String reference, String hypothesis, String language) {
    return new TextPair("1", reference, hypothesis, Optional.ofNullable(language));
  }

  private static WordErrorRate rate(String normalizer, TextPair... pairs) {
    Scorer scorer = Scorer.of(Normalizers.of(normalizer), List.of(pairs));
    return new WordErrorRate(
        Arrays.stream(pairs).map(scorer::score).map(Scorer.Scored::score).toList());
  }

  private static UtteranceScore score(String normalizer, TextPair pair) {
    return rate(normalizer, pair).utterances().get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zh", "zh-TW", "yue", "ja", "th", "lo", "km", "my"})
  void languagesWithoutSpacesAreMeasuredByCharacter(String language) {
    UtteranceScore score = score("mark-preserving", pair(GOOD_WEATHER, MISHEARD, language));
    assertEquals(Measure.CHARACTERS, score.measure());
    assertEquals(new EditCounts(5, 1, 0, 0), score.units());
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ko", "vi", "hi", "bo", "ar"})
  void languagesWithSpacesAreMeasuredByWord(String language) {
    UtteranceScore score = score("mark-preserving", pair("a b", "a c", language));
    assertEquals(Measure.WORDS, score.measure());
    assertEquals(score.words(), score.units());
  }

  @ParameterizedTest
  @CsvSource({
    // Japanese and Thai, of which only the spacing differs; Lao, Khmer and Burmese, one letter.
    "\u3053\u308c\u306f\u30da\u30f3\u3067\u3059\u3002, \u3053\u308c\u306f \u30da\u30f3"
        + " \u3067\u3059, 0, 7",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a,"
        + " \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0e04\u0e23\u0e31\u0e1a, 0, 10",
    "\u0eaa\u0eb0\u0e9a\u0eb2\u0e8d, \u0eaa\u0eb0\u0e9a\u0eb2\u0e94, 1, 5",
    "\u1787\u17bb\u17c6, \u1787\u17bb, 1, 3",
    "\u1019\u103c\u1014\u103a, \u1019\u103c\u1010\u103a, 1, 4"
  })
  void whereTheDataSaysNoLanguageTheScriptTellsTheMeasure(
      String reference, String hypothesis, long edits, long length) {
    UtteranceScore score = score("mark-preserving", pair(reference, hypothesis, null));
    assertEquals(Measure.CHARACTERS, score.measure());
    assertEquals(edits, score.units().edits());
    assertEquals(length, score.units().referenceLength());
  }

  @Test
  void aLanguageThatIsSaidDecidesWhateverTheScript() {
    assertEquals(Measure.WORDS, score("mark-preserving", pair(GOOD_WEATHER, "", "en")).measure());
    assertEquals(Measure.CHARACTERS, score("raw", pair("Python", "python", "zh")).measure());
  }

  @Test
  void spacesThatTheNormaliserPutInAreNoCharacters() {
    for (String language : new String[] {"zh", null}) {
      UtteranceScore score =
          score("whisper-basic+split_letters", pair(GOOD_WEATHER, MISHEARD, language));
      assertEquals(1 / 6.0, score.words().rate());
      assertEquals(1 / 6.0, score.characters().rate());
    }
    UtteranceScore english = score("whisper-basic+split_letters", pair("a bc", "a bd", "en"));
    assertEquals(new EditCounts(2, 1, 0, 0), english.characters());
  }

  @Test
  void spacesBetweenWordsAreCharactersAsEver() {
    assertEquals(4, score("raw", pair("a bc", "a bc", "en")).characters().referenceLength());
  }

  @Test
  void mixedDataAddsUpWhatEachLanguageCounts() {
    WordErrorRate rate =
        rate(
            "mark-preserving",
            pair(GOOD_WEATHER, MISHEARD, "zh"),
            pair("one two three", "one too three", "en"));
    assertEquals(Measure.MIXED, rate.measure());
    assertEquals(new EditCounts(7, 2, 0, 0), rate.units());
    assertEquals(2 / 9.0, rate.rate());
  }

  @Test
  void silenceInDataOfOneScriptIsMeasuredAsTheRest() {
    assertEquals(
        Measure.CHARACTERS,
        rate("mark-preserving", pair(GOOD_WEATHER, MISHEARD, null), pair("", GOOD_WEATHER, null))
            .measure());
  }

  @ParameterizedTest
  @CsvSource({
    "tr, \u0130STANBUL ILIK, istanbul \u0131l\u0131k",
    "az, I\u015eIQ, \u0131\u015f\u0131q",
    "Turkish, \u0130zmir, i\u0307zmir",
    "lt, \u00cc\u012e, i\u0307\u0300\u012f"
  })
  void lettersHaveTheLowerCaseOfTheirLanguage(String language, String reference, String heard) {
    assertEquals(0, score("mark-preserving", pair(reference, heard, language)).words().edits());
  }

  @Test
  void otherLanguagesAndOpenAisNormalisersLowerCaseAsBefore() {
    assertEquals(0, score("mark-preserving", pair("ILIK", "ilik", "en")).words().edits());
    assertEquals(0, score("mark-preserving", pair("ILIK", "ilik", null)).words().edits());
    assertEquals(0, score("whisper-english", pair("ILIK", "ilik", "tr")).words().edits());
    assertEquals(0, score("whisper-basic", pair("ILIK", "ilik", "tr")).words().edits());
  }
}
