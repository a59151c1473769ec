package dev.sotto.models.whisper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguagesTest {
  @ParameterizedTest
  @ValueSource(strings = {"en", "EN", "eng", "English", "english", " ENGLISH ", "<|en|>"})
  void everySpellingOfEnglishIsEnglish(String spelling) {
    assertEquals(Optional.of("en"), Languages.tag(spelling));
  }

  @ParameterizedTest
  @CsvSource({
    "en-US, en-US",
    "en_us, en-US",
    "eng_GB, en-GB",
    "zh-TW, zh-TW",
    "zh-Hans, zh-Hans",
    "cmn_hans_cn, zh-Hans-CN",
    "yue_hant_hk, yue-Hant-HK",
    "zh-yue, yue",
    "es-419, es-419",
    "pt_BR, pt-BR",
    "ca-valencia, ca-valencia",
    "de-1996, de-1996"
  })
  void regionsAndScriptsStay(String spelling, String tag) {
    assertEquals(Optional.of(tag), Languages.tag(spelling));
    assertEquals(Optional.of(tag.split("-", 2)[0]), Languages.code(spelling));
  }

  @ParameterizedTest
  @CsvSource({
    "burmese, my", "valencian, ca", "flemish, nl", "haitian, ht", "letzeburgesch, lb",
    "pushto, ps", "panjabi, pa", "moldavian, ro", "moldovan, ro", "sinhalese, si",
    "castilian, es", "mandarin, zh", "cantonese, yue", "haitian creole, ht", "nynorsk, nn"
  })
  void theNamesOfOpenAiAndItsAliasesAreKnown(String name, String code) {
    assertEquals(Optional.of(code), Languages.tag(name));
  }

  @ParameterizedTest
  @CsvSource({
    "iw, he", "jv, jw", "jav, jw", "nb, no", "nob, no", "nn, nn", "cmn, zh", "chi, zh",
    "ger, de", "deu, de", "fil, tl", "in, id", "ji, yi", "mo, ro", "arb, ar", "swh, sw"
  })
  void oldCodesAndThoseOfIsoAreThoseOfWhisper(String spelling, String code) {
    assertEquals(Optional.of(code), Languages.tag(spelling));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "eo", "ky", "kab", "ckb", "ga-IE"})
  void thereAreDataSetsInLanguagesThatWhisperDoesNotKnow(String spelling) {
    assertEquals(Optional.of(spelling), Languages.tag(spelling));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xx",
        "klingon",
        "",
        " ",
        "und",
        "no-speech",
        "en-XX",
        "en-",
        "-en",
        "en--US",
        "e"
      })
  void whatNamesNoLanguageIsRefused(String spelling) {
    assertEquals(Optional.empty(), Languages.tag(spelling));
    SottoException e = assertThrows(SottoException.class, () -> Languages.require(spelling));
    assertEquals(SottoException.Code.USAGE, e.code());
    assertTrue(e.getMessage().contains("found \"" + spelling + "\""), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "englsh, english (en)",
    "germn, german (de)",
    "Chineese, chinese (zh)",
    "en-XX, english (en)"
  })
  void closeOnesAreNamed(String spelling, String close) {
    assertTrue(Languages.unknown(spelling).contains(close), Languages.unknown(spelling));
  }

  @Test
  void aLongTextIsNotRepeated() {
    assertTrue(Languages.unknown("a".repeat(100_000)).length() < 300);
  }

  @Test
  void aLanguageCoversItsRegionsButNoRegionAnother() {
    assertTrue(Languages.covers("Chinese", "zh_TW"));
    assertTrue(Languages.covers("zh-tw", "zho-TW"));
    assertFalse(Languages.covers("zh-TW", "zh"));
    assertFalse(Languages.covers("zh-TW", "zh-CN"));
    assertFalse(Languages.covers("en", "de"));
  }

  @Test
  void theTokenIsTheOneThatTheModelHas() {
    assertEquals(Optional.of("<|he|>"), Languages.token(Set.of("<|en|>", "<|he|>"), "iw"));
    assertEquals(Optional.of("<|jv|>"), Languages.token(List.of("<|en|>", "<|jv|>"), "javanese"));
    assertEquals(Optional.empty(), Languages.token(List.of("<|en|>"), "de"));
  }
}
