package dev.sotto.compressor.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tokens of Whisper's own vocabulary stay for what. */
class VocabularyRequestTest {
  private static final int TIMESTAMPS = 1501;

  @TempDir Path folder;

  private static ExportFolder tiny() {
    return Exports.open(SharedFiles.shared("models/tiny.en"));
  }

  private KeptTokens choose(String... words) {
    return VocabularyRequest.parse(List.of(words)).choose(tiny(), List::of).tokens();
  }

  private Path text(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  @Test
  void textsKeepWhatTheyAreWrittenIn() throws IOException {
    tiny();
    KeptTokens kept = choose(text("digits.txt", "seven", "", "Forty-two, please").toString());
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(tiny().folder())) {
      for (String written :
          List.of(
              "seven", " seven", " Seven.", "Seven", " forty-two, please", " please", "Please!")) {
        assertTrue(tokenizer.encode(written).stream().allMatch(kept::has), written);
      }
      assertFalse(tokenizer.encode(" eight").stream().allMatch(kept::has));
    }
    for (int timestamp = 0; timestamp < TIMESTAMPS; timestamp++) {
      assertTrue(kept.has(51_863 - timestamp));
    }
    assertTrue(kept.size() < 256 + 107 + TIMESTAMPS + 60, kept::toString);
  }

  @Test
  void aManifestNeedsNoRecordings() throws IOException {
    tiny();
    Path lines = text("texts.txt", "seven", "eight");
    Path manifest =
        text("texts.jsonl", "{\"text\": \"seven\"}", "", "{\"audio\": \"x\", \"text\": \"eight\"}");
    assertEquals(choose(lines.toString()), choose(manifest.toString()));
  }

  /** Against a naive reading: whole words of decoded text. */
  @Test
  void aLanguageKeepsWhatIsSpelledInItsLetters() {
    KeptTokens german = choose("de");
    Vocabulary vocabulary = Vocabulary.read(tiny().folder());
    int kept = 0;
    int left = 0;
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(tiny().folder())) {
      for (int id : vocabulary.symbols().values()) {
        String text = tokenizer.decode(List.of(id), false);
        if (text.contains("\uFFFD")) {
          continue;
        }
        boolean german1 =
            text.toLowerCase(Locale.ROOT).matches("[a-zäöüß\\s\\u00A0\\p{ASCII}\\p{P}]*");
        if (german1) {
          assertTrue(german.has(id), text);
          kept++;
        } else if (text.codePoints().anyMatch(c -> Character.isLetter(c) && c > 0x180)) {
          assertFalse(german.has(id) && text.length() > 1, text);
          left++;
        }
      }
    }
    assertTrue(kept > 40_000 && left > 100, kept + " and " + left);
    KeptTokens russian = choose("Russian");
    assertTrue(russian.size() < 6000, russian::toString);
    assertTrue(choose("de", "ru").size() > german.size());
  }

  @Test
  void partsOfCharactersStayWhereTheirCharactersDo() {
    BitSet letters = LanguageLetters.of("ja");
    assertTrue(letters.get('ー') && letters.get('日') && letters.get('の') && letters.get('。'));
    assertFalse(letters.get('a') || letters.get('ж') || letters.get('한'));
    BitSet turkish = LanguageLetters.of("tr");
    assertTrue(turkish.get('İ') && turkish.get('ı') && turkish.get('i') && turkish.get('I'));
    SpelledTokens spelled = new SpelledTokens(letters);
    Vocabulary vocabulary = Vocabulary.read(tiny().folder());
    List<String> symbols = List.copyOf(spelled.of(vocabulary));
    // The first two bytes of hiragana, and those of Cyrillic letters with a space before them.
    assertTrue(symbols.contains("ãģ"));
    assertFalse(symbols.contains("ĠÐ"));
    assertTrue(new SpelledTokens(LanguageLetters.of("ru")).of(vocabulary).contains("ĠÐ"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nowhere.txt|found \"nowhere.txt\", which is no file and no language",
        "''|expected texts or a language for --keep-vocabulary, found nothing",
        "klingon|no file and no language",
        "zu|the letters of \"zu\" are not known; expected texts for --keep-vocabulary",
      })
  void whatIsNeitherTextNorLanguageIsRefused(String word, String reason) {
    SottoException refused =
        assertThrows(SottoException.class, () -> VocabularyRequest.parse(List.of(word)));
    assertEquals(SottoException.Code.USAGE, refused.code());
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  @Test
  void everyLanguageOfWhisperHasLetters() throws IOException {
    for (String code :
        List.of("en", "de", "zh", "yue", "ja", "ko", "ar", "th", "vi", "haw", "jw", "my", "yi")) {
      assertFalse(LanguageLetters.of(code).isEmpty());
    }
    Vocabulary.read(tiny().folder()).controls().keySet().stream()
        .filter(token -> token.matches("<\\|[a-z]{2,3}\\|>"))
        .forEach(
            token ->
                assertFalse(VocabularyRequest.parse(List.of(token)).languages().isEmpty(), token));
  }

  @Test
  void aMarkAtTheBeginningIsNoneOfTheTextAndOtherEncodingsAreNone() throws IOException {
    tiny();
    Path marked = text("marked.txt", "\uFEFFseven");
    assertEquals(
        choose(text("plain.txt", "seven").toString()).ranges(), choose(marked.toString()).ranges());
    Path wide = folder.resolve("wide.txt");
    for (var encoding : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
      Files.write(wide, "seven".getBytes(encoding));
      String message =
          assertThrows(SottoException.class, () -> choose(wide.toString())).getMessage();
      assertTrue(message.startsWith(wide + ": expected"), message);
    }
  }

  @Test
  void whatHasNoTextsIsNamed() throws IOException {
    tiny();
    String message =
        assertThrows(SottoException.class, () -> choose(text("empty.txt", "", " ").toString()))
            .getMessage();
    assertTrue(message.endsWith("expected texts to keep the vocabulary of, found none"), message);
    String line =
        assertThrows(
                SottoException.class,
                () -> choose(text("bad.jsonl", "{\"text\": \"a\"}", "{\"text\": 7}").toString()))
            .getMessage();
    assertTrue(line.endsWith("line 2: expected a \"text\", found 7"), line);
  }
}
