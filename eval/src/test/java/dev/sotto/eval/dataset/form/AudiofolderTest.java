package dev.sotto.eval.dataset.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.DataFolder;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.runtime.audio.AudioPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudiofolderTest {
  @TempDir private Path temporary;
  private DataFolder folder;

  @BeforeEach
  void writeClips() throws IOException {
    folder = new DataFolder(temporary);
    folder.clip("a.wav");
    folder.clip("deep/b.flac");
  }

  private Path csv(String content) throws IOException {
    folder.file("metadata.csv", content);
    return temporary;
  }

  @Test
  void tableAndJsonLinesSayTheSame() throws IOException {
    List<Utterance> expected =
        List.of(
            new Utterance(
                "deep/b.flac",
                AudioPart.whole(folder.path("deep/b.flac")),
                "one, \"two\"",
                OptionalDouble.of(1.5),
                Optional.of("hi"),
                Optional.of("s1"),
                2));
    Dataset table =
        DataFolder.read(
            csv(
                "file_name,transcription,duration,language,speaker_id\n"
                    + "deep/b.flac,\"one, \"\"two\"\"\",1.5,hi,s1\n"));
    assertEquals(expected, table.utterances());
    Files.delete(folder.path("metadata.csv"));
    folder.file(
        "metadata.jsonl",
        "\n{\"file_name\": \"deep/b.flac\", \"transcription\": \"one, \\\"two\\\"\","
            + " \"duration\": 1.5, \"language\": \"hi\", \"speaker_id\": \"s1\", \"x\": [1]}\n");
    Dataset lines = DataFolder.read(temporary);
    assertEquals(expected, lines.utterances());
    assertEquals(table.fingerprint(), lines.fingerprint());
    assertEquals(expected, DataFolder.read(folder.path("metadata.jsonl")).utterances());
  }

  @ParameterizedTest
  @ValueSource(strings = {"transcription", "text", "sentence", "transcript"})
  void theTextMayBeCalledByAnyOfItsUsualNames(String name) throws IOException {
    Dataset dataset = DataFolder.read(csv("file_name," + name + "\na.wav,one\n"));
    assertEquals(List.of("one"), DataFolder.references(dataset));
  }

  @Test
  void emptyCellsAreTextsOfSilenceAndOtherwiseUnknown() throws IOException {
    Utterance silent =
        DataFolder.read(csv("file_name,text,duration,language,speaker\na.wav,,,,\n"))
            .utterances()
            .get(0);
    assertEquals("", silent.reference());
    assertEquals(OptionalDouble.empty(), silent.durationSeconds());
    assertEquals(Optional.empty(), silent.language());
    assertEquals(Optional.empty(), silent.speaker());
  }

  @Test
  void linesAreThoseOfTheFileWhateverCellsHold() throws IOException {
    folder.clip("c.wav");
    Dataset dataset =
        DataFolder.read(
            csv(
                String.join(
                    "\r\n",
                    "\ufefffile_name,text",
                    "",
                    "a.wav,\"one",
                    "",
                    "two\"",
                    "",
                    "deep/b.flac, x y ",
                    "c.wav,\"\"",
                    "")));
    assertEquals(List.of(3, 7, 8), DataFolder.lines(dataset));
    assertEquals(List.of("one\r\n\r\ntwo", " x y ", ""), DataFolder.references(dataset));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "none.wav,one | no such clip: none.wav",
        "a.wav | expected 2 columns as in the header, found 1",
        "a.wav,one,two | expected 2 columns as in the header, found 3",
        "/etc/passwd,one | expected a clip in the folder of the data, found /etc/passwd",
        "deep/../../x.wav,one | expected a clip in the folder of the data",
        "deep,one | no such clip: deep",
        "./deep/b.flac,one | \"deep/b.flac\" was in line 2 already",
      })
  void aBadRowIsNamedWithItsLine(String row, String problem) throws IOException {
    Path data = csv("file_name,text\ndeep/b.flac,\"t\nwo\"\n" + row + "\na.wav,last\n");
    String message = DataFolder.failure(data);
    assertTrue(message.contains("line 4: " + problem), message);
    Dataset rest = DataFolder.readSkippingBad(data);
    assertEquals(List.of(2, 5), DataFolder.lines(rest));
    assertEquals(1, rest.selection().bad().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"file_name\": \"a.wav\"} | \"transcription\" or \"text\" or",
        "{\"text\": \"one\"} | \"file_name\" is missing",
        "{\"file_name\": 1, \"text\": \"one\"} | expected text for \"file_name\", found 1",
        "{\"file_name\": \"../a.wav\", \"text\": \"\"} | expected a clip in the folder of the data",
        "{\"file_name\": \"a.wav\", \"text\": \"\", \"duration\": \"2\"} | for \"duration\"",
        "{\"file_name\": \"a.wav\", \"text\": \"\", \"offset\": -7} | for \"offset\"",
        "[] | expected a JSON object, found []",
      })
  void aBadLineOfJsonIsNamed(String line, String problem) throws IOException {
    folder.file("metadata.jsonl", "{\"file_name\": \"a.wav\", \"text\": \"one\"}\n" + line + "\n");
    String message = DataFolder.failure(temporary);
    assertTrue(message.contains("line 2: "), message);
    assertTrue(message.contains(problem), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "NaN", "1e999"})
  void aDurationThatIsNoneIsABadRow(String duration) throws IOException {
    String message = DataFolder.failure(csv("file_name,text,duration\na.wav,one," + duration));
    assertTrue(message.contains("line 2: expected seconds for \"duration\""), message);
  }

  /** Nobody can say which rows such a file has, so there is nothing to go on with. */
  @ParameterizedTest
  @ValueSource(strings = {"a.wav,\"never closed\ndeep/b.flac,two\n", "a.wav,\"x\" y\n"})
  void brokenQuotationEndsTheReadingEvenWhereBadRowsAreSkipped(String rows) throws IOException {
    Path data = csv("file_name,text\ndeep/b.flac,fine\n" + rows);
    String message = DataFolder.failure(data, new DatasetOptions(Filter.NONE, true, false));
    assertTrue(
        message.contains(
            "metadata.csv: line 3: not valid CSV from here on; is a quotation mark open?"),
        message);
    assertTrue(message.length() < 1_000, message);
  }

  @Test
  void aHugeCellIsRefused() throws IOException {
    String message = DataFolder.failure(csv("file_name,text\na.wav," + "x".repeat(2_000_000)));
    assertTrue(message.contains("line 2: not valid CSV"), message);
    assertTrue(message.length() < 1_000, message);
  }

  @Test
  void numbersNameSpeakers() throws IOException {
    folder.file(
        "metadata.jsonl", "{\"file_name\": \"a.wav\", \"text\": \"\", \"speaker_id\": 1089}\n");
    assertEquals(Optional.of("1089"), DataFolder.read(temporary).utterances().get(0).speaker());
  }

  @Test
  void theCharacterThatStandsForDamageIsTextWhereItWasWritten() throws IOException {
    Dataset dataset = DataFolder.read(csv("file_name,text\na.wav,x\ufffd\ud800\udc00\n"));
    assertEquals(List.of("x\ufffd\ud800\udc00"), DataFolder.references(dataset));
  }

  @Test
  void damagedTextIsABadRow() throws IOException {
    byte[] latin = "file_name,text\na.wav,gr?n\n".getBytes(StandardCharsets.ISO_8859_1);
    latin[latin.length - 3] = (byte) 0xFC;
    Files.write(folder.path("metadata.csv"), latin);
    String message = DataFolder.failure(temporary);
    assertTrue(message.contains("line 2: not valid UTF-8"), message);
  }

  @Test
  void aTableWithoutItsColumnsOrRowsIsRefusedAsAWhole() throws IOException {
    String noText = DataFolder.failure(csv("file_name,words\na.wav,one\n"));
    assertTrue(noText.contains("line 1: expected a column \"transcription\" or"), noText);
    assertTrue(noText.contains("found file_name, words"), noText);
    String semicolons = DataFolder.failure(csv("file_name;text\na.wav;one\n"));
    assertTrue(semicolons.contains("expected a column \"file_name\""), semicolons);
    assertTrue(DataFolder.failure(csv("file_name,text\n")).contains("found none"));
    assertTrue(DataFolder.failure(csv("")).contains("found none"));
  }

  @Test
  void twoDescriptionsOfOneFolderAreOneTooMany() throws IOException {
    csv("file_name,text\na.wav,one\n");
    folder.file("metadata.jsonl", "{\"file_name\": \"a.wav\", \"text\": \"two\"}\n");
    assertTrue(DataFolder.failure(temporary).contains("name the file that is meant"));
    Dataset chosen = DataFolder.read(folder.path("metadata.csv"));
    assertEquals(List.of("one"), DataFolder.references(chosen));
  }
}
