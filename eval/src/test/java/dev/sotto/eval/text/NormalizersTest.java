package dev.sotto.eval.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NormalizersTest {
  static java.util.List<String> ids() {
    return Normalizers.ids();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everyIdNamesItsNormalizer(String id) {
    assertEquals(id, Normalizers.of(id).id());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void emptyTextStaysEmpty(String id) {
    assertEquals("", Normalizers.of(id).normalize(""));
  }

  @Test
  void anUnknownIdIsAUsageErrorThatListsTheKnownOnes() {
    SottoException error =
        assertThrows(SottoException.class, () -> Normalizers.of("whisper-klingon"));
    assertEquals(SottoException.Code.USAGE, error.code());
    assertTrue(error.getMessage().contains("whisper-klingon"), error.getMessage());
    Normalizers.ids().forEach(id -> assertTrue(error.getMessage().contains(id), id));
  }

  @Test
  void rawOnlyStripsAndKnowsUnicodeSpaces() {
    assertEquals("Ein  Wort.", Normalizers.of("raw").normalize("\u00a0\t Ein  Wort.\u3000\n"));
  }

  @Test
  void hindiWordsStayWholeUnlessWhispersOwnNormalizerTearsThem() {
    String text = "\u0939\u093f\u0928\u094d\u0926\u0940 \u0967\u0968\u0964";
    assertEquals(
        "\u0939\u093f\u0928\u094d\u0926\u0940 12",
        Normalizers.of("mark-preserving").normalize(text));
    assertEquals(
        "\u0939 \u0928 \u0926 \u0967\u0968 ", Normalizers.of("whisper-basic").normalize(text));
  }

  @ParameterizedTest
  @CsvSource({
    "one hundred and twenty-third street, 123rd street",
    "it's five dollars and seven cents, it is $5.07",
    "Mr. Colour won't pay twenty per cent, mister color will not pay 20%",
    "two and a half million, 2500000",
    "double oh seven, 007",
    "(uh) the [noise] one, the one"
  })
  void englishIsRewrittenTheWayWhisperDoes(String text, String expected) {
    assertEquals(expected, Normalizers.of("whisper-english").normalize(text));
  }

  /** Each of these makes a backtracking expression quadratic, or Python's original fail. */
  @ParameterizedTest
  @MethodSource("ids")
  void hostileTextTakesNoTime(String id) {
    TextNormalizer normalizer = Normalizers.of(id);
    for (String part : new String[] {"<", "(", "()", " '", "9", ".", "1 ", "\u0301", "and a "}) {
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(5), () -> normalizer.normalize(part.repeat(50_000)), part);
    }
  }
}
