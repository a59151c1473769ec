package dev.sotto.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.text.Normalizers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextWarningsTest {
  private static List<String> of(String normalizer, String said, String heard, String language) {
    return TextWarnings.of(
        Normalizers.of(normalizer), List.of(new TextPair("1", said, heard, Optional.of(language))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u2019", "\u2018", "\u02bc", "\uff07", "\u00b4", "\u2032", "`"})
  void anApostropheThatTheNormaliserDoesNotKnowIsNamed(String apostrophe) {
    List<String> warnings =
        of("whisper-english", "it" + apostrophe + "s John's can't", "it's John's can't", "en");
    assertEquals(1, warnings.size());
    String number = "U+%04X in place of '".formatted((int) apostrophe.charAt(0));
    assertTrue(warnings.get(0).contains(number), warnings.get(0));
    assertTrue(warnings.get(0).startsWith("1 references and 0 hypotheses"), warnings.get(0));
  }

  @Test
  void charactersThatNobodySeesAreNamedToo() {
    List<String> warnings = of("whisper-english", "co\u00adoperate", "co\u200boperate", "en");
    assertTrue(warnings.get(0).contains("U+00AD that nobody sees, U+200B"), warnings.toString());
    assertTrue(warnings.get(0).startsWith("1 references and 1 hypotheses"), warnings.get(0));
  }

  @Test
  void whatTheNormaliserTakesForWhatItLooksLikeIsNot() {
    assertEquals(List.of(), of("mark-preserving", "it\u2019s", "it's", "en"));
    assertEquals(List.of(), of("whisper-english", "\u2018Yes\u2019, she said", "yes", "en"));
    assertEquals(List.of(), of("whisper-english", "well\u2010known", "well-known", "en"));
    assertEquals(List.of(), of("whisper-english", "caf\u00e9 na\u00efve", "cafe", "en"));
  }

  @Test
  void aLetterThatMarkPreservingKeepsIsNamed() {
    assertEquals(
        1,
        of("mark-preserving", "\u043c\u02bc\u044f\u0442\u0430", "\u043c'\u044f\u0442\u0430", "uk")
            .size());
  }

  @Test
  void theLowerCaseOfAnotherLanguageIsNamed() {
    assertTrue(of("whisper-basic", "ILIK", "\u0131l\u0131k", "tr").get(0).contains("1 utterances"));
    assertEquals(List.of(), of("mark-preserving", "ILIK", "\u0131l\u0131k", "tr"));
    assertEquals(List.of(), of("whisper-basic", "ILIK", "ilik", "en"));
    assertEquals(List.of(), of("raw", "ILIK", "\u0131l\u0131k", "tr"));
  }
}
