package dev.sotto.eval.dataset.pairs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.DataFolder;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPairsTest {
  private static final DatasetOptions ALL = DatasetOptions.defaults();
  private static final DatasetOptions SKIPPING = new DatasetOptions(Filter.NONE, true, false);

  @TempDir private Path temporary;
  private DataFolder folder;

  @BeforeEach
  void makeFolder() {
    folder = new DataFolder(temporary);
  }

  private Path lines(String content) throws IOException {
    return folder.file("pairs.jsonl", content);
  }

  private static String failure(Executable reading) {
    SottoException error = assertThrows(SottoException.class, reading);
    assertEquals(SottoException.Code.BAD_INPUT, error.code());
    return error.getMessage();
  }

  @Test
  void everyFieldIsRead() throws IOException {
    PairedTexts texts =
        TextPairs.read(
            lines(
                "{\"id\": \"u1\", \"reference\": \"a\", \"hypothesis\": \"b\", \"duration\": 1.5,"
                    + " \"language\": \"hi\", \"speaker\": \"s\", \"other\": 1}\n"),
            ALL);
    assertEquals(temporary.getFileName() + "/pairs", texts.name());
    assertEquals(
        List.of(
            new TextPair(
                "u1", "a", "b", OptionalDouble.of(1.5), Optional.of("hi"), Optional.of("s"), 1)),
        texts.pairs());
  }

  @Test
  void theOutputOfNemoIsRead() throws IOException {
    TextPair pair =
        TextPairs.read(
                lines("{\"audio_filepath\": \"x/a.wav\", \"text\": \"a\", \"pred_text\": \"\"}\n"),
                ALL)
            .pairs()
            .get(0);
    assertEquals("x/a.wav", pair.id());
    assertEquals("a", pair.reference());
    assertEquals("", pair.hypothesis());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"reference\": \"a\"} | \"hypothesis\" or \"pred_text\" is missing",
        "{\"hypothesis\": \"a\"} | \"reference\" or \"text\" is missing",
        "{\"reference\": \"a\", \"hypothesis\": null} | \"hypothesis\" or \"pred_text\" is missing",
        "{\"reference\": \"a\", \"hypothesis\": [1]} | expected text for \"hypothesis\"",
        "{\"id\": \"u1\", \"reference\": \"a\", \"hypothesis\": \"a\"} | \"u1\" was in line 1 already",
        "nonsense | not valid JSON",
      })
  void aBadLineIsNamedOrSkipped(String line, String problem) throws IOException {
    String good = "{\"id\": \"u%d\", \"reference\": \"a\", \"hypothesis\": \"b\"}\n";
    Path file = lines(good.formatted(1) + "\n" + line + "\n" + good.formatted(2));
    String message = failure(() -> TextPairs.read(file, ALL));
    assertTrue(message.contains("pairs.jsonl: line 3: " + problem), message);
    PairedTexts rest = TextPairs.read(file, SKIPPING);
    assertEquals(List.of("u1", "u2"), rest.pairs().stream().map(TextPair::id).toList());
    assertEquals(1, rest.selection().bad().count());
  }

  @Test
  void onlyAnIdThatTheDataGivesTwiceIsRefused() throws IOException {
    String text = "\"reference\": \"a\", \"hypothesis\": \"b\"}\n";
    PairedTexts texts =
        TextPairs.read(
            lines(
                ("{" + text)
                    + ("{\"id\": 1, " + text)
                    + ("{\"id\": \"\", \"language\": \" \", \"speaker\": 92, " + text)
                    + ("{\"audio_filepath\": \"c.wav\", " + text).repeat(2)
                    + ("{\"id\": \"c.wav#2\", " + text)),
            ALL);
    assertEquals(
        List.of("1#2", "1", "3", "c.wav", "c.wav#3", "c.wav#2"),
        texts.pairs().stream().map(TextPair::id).toList());
    assertEquals(Optional.of("92"), texts.pairs().get(2).speaker());
    assertEquals(Optional.empty(), texts.pairs().get(2).language());
  }

  @Test
  @Timeout(20)
  void aTextThatWouldTakeMinutesIsABadLine() throws IOException {
    Path said = folder.file("said.txt", "ab".repeat(250_000) + "\none\n");
    Path heard = folder.file("heard.txt", "cd".repeat(250_000) + "\none\n");
    String message = failure(() -> TextPairs.read(said, heard, ALL));
    assertTrue(message.contains("said.txt line 1: expected a text of at most 65536"), message);
    assertTrue(message.contains("heard.txt line 1: expected a text of at most 65536"), message);
    assertEquals(1, TextPairs.read(said, heard, SKIPPING).pairs().size());
    Path pairs =
        lines(
            "{\"reference\": \"%s\", \"hypothesis\": \"%s\"}\n"
                .formatted("ab".repeat(250_000), "cd".repeat(250_000)));
    String pair = failure(() -> TextPairs.read(pairs, ALL));
    assertTrue(pair.contains("line 1: expected a text of at most 65536 characters"), pair);
  }

  @Test
  void plainTextIsPairedLineByLineAndBlankLinesAreTexts() throws IOException {
    Path said = folder.file("said.txt", "\ufeffone two\r\n\r\nthree");
    Path heard = folder.file("heard.txt", "one\n\n\n");
    PairedTexts texts = TextPairs.read(said, heard, ALL);
    assertEquals(
        List.of("1:one two/one", "2:/", "3:three/"),
        texts.pairs().stream()
            .map(pair -> pair.id() + ":" + pair.reference() + "/" + pair.hypothesis())
            .toList());
  }

  @Test
  void filesOfDifferentLengthAreRefused() throws IOException {
    Path said = folder.file("said.txt", "one\ntwo\n");
    Path heard = folder.file("heard.txt", "one\n");
    String message = failure(() -> TextPairs.read(said, heard, ALL));
    assertTrue(message.contains("heard.txt: expected as many lines"), message);
    assertTrue(message.endsWith("which has 2, found 1"), message);
  }

  @Test
  void aDamagedLineOfPlainTextTakesItsPartnerWithIt() throws IOException {
    Path said = folder.file("said.txt", "one\ntwo\nthree\n");
    Path heard =
        Files.write(folder.path("heard.txt"), new byte[] {'a', '\n', (byte) 0xFC, '\n', 'c'});
    String message = failure(() -> TextPairs.read(said, heard, ALL));
    assertTrue(message.contains("heard.txt line 2: not valid UTF-8"), message);
    PairedTexts rest = TextPairs.read(said, heard, SKIPPING);
    assertEquals(List.of("1", "3"), rest.pairs().stream().map(TextPair::id).toList());
  }

  @Test
  void theFingerprintIsOfIdsAndReferencesAlone() throws IOException {
    String line = "{\"id\": \"%s\", \"reference\": \"%s\", \"hypothesis\": \"%s\"}\n";
    String first = TextPairs.read(lines(line.formatted("a", "b", "c")), ALL).fingerprint();
    assertEquals(first, TextPairs.read(lines(line.formatted("a", "b", "x")), ALL).fingerprint());
    assertNotEquals(first, TextPairs.read(lines(line.formatted("a", "x", "c")), ALL).fingerprint());
    assertNotEquals(first, TextPairs.read(lines(line.formatted("x", "b", "c")), ALL).fingerprint());
    assertEquals(64, first.length());
  }

  @Test
  void pairsAreFilteredAsUtterancesAre() throws IOException {
    String line = "{\"reference\": \"a\", \"hypothesis\": \"b\", \"duration\": %d}\n";
    Path file = lines(line.formatted(1) + line.formatted(2) + line.formatted(3));
    PairedTexts texts = TextPairs.read(file, DataFolder.options(DataFolder.seconds(2, 3)));
    assertEquals(List.of("2", "3"), texts.pairs().stream().map(TextPair::id).toList());
    assertEquals(1, texts.selection().leftOut());
    Path silent = lines("{\"reference\": \"a\", \"hypothesis\": \"b\"}\n");
    String message =
        failure(() -> TextPairs.read(silent, DataFolder.options(DataFolder.seconds(2, 3))));
    assertTrue(message.contains("line 1: \"duration\" is missing"), message);
  }

  @Test
  void nothingToScoreIsRefused() throws IOException {
    assertTrue(failure(() -> TextPairs.read(lines("\n"), ALL)).contains("found none"));
    Path none = folder.path("none.jsonl");
    assertTrue(failure(() -> TextPairs.read(none, ALL)).contains("no such file"));
    Path empty = folder.file("empty.txt", "");
    assertTrue(failure(() -> TextPairs.read(empty, empty, ALL)).contains("found none"));
  }
}
