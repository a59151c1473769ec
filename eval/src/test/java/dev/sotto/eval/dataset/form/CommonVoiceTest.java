package dev.sotto.eval.dataset.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.BadRows;
import dev.sotto.eval.dataset.DataFolder;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.AudioPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonVoiceTest {
  private static final String HEADER = "client_id\tpath\tsentence\tlocale\n";

  @TempDir private Path temporary;
  private DataFolder folder;

  @BeforeEach
  void writeClips() throws IOException {
    folder = new DataFolder(temporary);
    folder.clip("clips/a.mp3");
    folder.clip("clips/b.mp3");
  }

  private Path table(String rows) throws IOException {
    return folder.file("test.tsv", HEADER + rows);
  }

  @Test
  void everyColumnIsRead() throws IOException {
    Dataset dataset = DataFolder.read(table("s1\ta.mp3\tNamaste duniya.\thi\n"));
    assertEquals(temporary.getFileName() + "/test", dataset.name());
    assertEquals(
        List.of(
            new Utterance(
                "a.mp3",
                AudioPart.whole(folder.path("clips/a.mp3")),
                "Namaste duniya.",
                OptionalDouble.empty(),
                Optional.of("hi"),
                Optional.of("s1"),
                2)),
        dataset.utterances());
  }

  @Test
  void theHeaderMayBeQuotedAsCellsAre() throws IOException {
    Path table = folder.file("rows.txt", "\"path\"\t\"sentence\"\na.mp3\tone\n");
    assertEquals(List.of("one"), DataFolder.references(DataFolder.read(table)));
  }

  @Test
  void durationsUnderAnotherHeaderStayUnknown() throws IOException {
    folder.file("clip_durations.tsv", "clip\tduration\na.mp3\t900\n");
    Dataset dataset = DataFolder.read(table("s\ta.mp3\tone\ten\n"));
    assertEquals(OptionalDouble.empty(), dataset.utterances().get(0).durationSeconds());
  }

  @Test
  void theOrderOfColumnsAndFurtherOnesDoNotMatter() throws IOException {
    Path table =
        folder.file(
            "dev.tsv", "sentence\tup_votes\tpath\tsegment\none\t2\ta.mp3\t\ntwo\t0\tb.mp3\t\n");
    Dataset dataset = DataFolder.read(table);
    assertEquals(List.of("one", "two"), DataFolder.references(dataset));
    assertEquals(Optional.empty(), dataset.utterances().get(0).speaker());
  }

  @Test
  void aTableIsToldByItsHeaderWhateverItIsCalled() throws IOException {
    Path table = folder.file("rows.txt", HEADER + "s\ta.mp3\tone\ten\n");
    assertEquals(List.of("one"), DataFolder.references(DataFolder.read(table)));
  }

  @Test
  void namesWithoutMp3AreThoseOfTheFirstReleases() throws IOException {
    Dataset dataset = DataFolder.read(table("s\ta\tone\ten\n"));
    assertEquals(folder.path("clips/a.mp3"), dataset.utterances().get(0).audio().file());
  }

  @Test
  void nothingIsAddedToANameWithAnExtension() throws IOException {
    SottoException e =
        assertThrows(SottoException.class, () -> DataFolder.read(table("s\tz.wav\tone\ten\n")));
    assertTrue(e.getMessage().contains("z.wav"), e.getMessage());
    assertFalse(e.getMessage().contains(".wav.mp3"), e.getMessage());
  }

  @Test
  void aByteOrderMarkWindowsLineEndsAndBlankLinesAreAllowed() throws IOException {
    Path table =
        folder.file(
            "test.tsv", "\ufeff" + HEADER.replace("\n", "\r\n") + "\r\ns\ta.mp3\tone\ten\r\n\r\n");
    assertEquals(List.of(3), DataFolder.lines(DataFolder.read(table)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Releases that quote double every mark inside; others write marks as they are.
        "\"Say \"\"yes\"\", please.\" | Say \"yes\", please.",
        "\"Yes.\" | Yes.",
        "\"Yes,\" he said. | \"Yes,\" he said.",
        "\"Yes,\" he said, \"no.\" | \"Yes,\" he said, \"no.\"",
        "\"an open one | \"an open one",
        "5\" wide | 5\" wide",
        "\" | \"",
      })
  void quotationIsTakenOffOnlyWhereTheWholeCellIsQuoted(String cell, String sentence)
      throws IOException {
    Dataset dataset = DataFolder.read(table("s\ta.mp3\t" + cell + "\ten\ns\tb.mp3\ttwo\ten\n"));
    assertEquals(List.of(sentence, "two"), DataFolder.references(dataset));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s~a.mp3~one | expected 4 columns as in the header, found 3",
        "s~a.mp3~one~en~more | expected 4 columns as in the header, found 5",
        "s~none.mp3~one~en | no such clip: none.mp3",
        "s~~one~en | no such clip: .mp3",
        "s~a.mp3~ ~en | \"sentence\" is empty",
        "s~/etc/passwd~one~en | expected a clip in the folder of the data, found /etc/passwd",
        "s~../test.tsv~one~en | expected a clip in the folder of the data, found ../test.tsv",
        "s~x/../../test.tsv~one~en | expected a clip in the folder of the data",
        "s~b.mp3~again~en | \"b.mp3\" was in line 2 already",
      })
  void aBadRowIsNamedWithItsLine(String row, String problem) throws IOException {
    Path table = table("s\tb.mp3\ttwo\ten\n\n" + row.replace('~', '\t') + "\ns\ta.mp3\tone\ten\n");
    String message = DataFolder.failure(table);
    assertTrue(message.contains("test.tsv: line 4: " + problem), message);
    Dataset rest = DataFolder.readSkippingBad(table);
    assertEquals(List.of("b.mp3", "a.mp3"), DataFolder.ids(rest));
    assertEquals(1, rest.selection().bad().count());
    assertTrue(rest.selection().bad().first().get(0).startsWith("line 4: "), message);
  }

  @Test
  void whatABadRowSaysReachesNoTerminalAsACommand() throws IOException {
    Path table = table("s\t\u001b[2J\u2028x.mp3\tone\ten\ns\ta.mp3\ttwo\ten\n");
    BadRows bad = DataFolder.readSkippingBad(table).selection().bad();
    assertEquals(List.of("line 2: no such clip:  [2J x.mp3"), bad.first());
  }

  @Test
  void aNameThatIsNoPathIsABadRow() throws IOException {
    String message = DataFolder.failure(table("s\ta\u0000\tone\ten\n"));
    assertTrue(message.contains("line 2: holds the character NUL"), message);
  }

  @Test
  void badRowsAreReportedTogetherAndALongListIsCut() throws IOException {
    String message = DataFolder.failure(table("s\tnone.mp3\tone\ten\n".repeat(13)));
    assertTrue(message.contains("line 2: no such clip: none.mp3; line 3: "), message);
    assertTrue(message.contains("line 11: "), message);
    assertFalse(message.contains("line 12: "), message);
    assertTrue(message.endsWith("; and 3 more bad lines"), message);
  }

  @Test
  void damagedTextAndHugeLinesSpoilNoOtherRow() throws IOException {
    byte[] latin = (HEADER + "s\ta.mp3\tgr?n\tde\n").getBytes(StandardCharsets.ISO_8859_1);
    latin[(HEADER + "s\ta.mp3\tgr").length()] = (byte) 0xFC;
    Path table = folder.path("test.tsv");
    Files.write(table, latin);
    Files.writeString(
        table,
        "s\ta.mp3\t" + "x".repeat(2_000_000) + "\ten\ns\tb.mp3\ttwo\ten\n",
        StandardOpenOption.APPEND);
    String message = DataFolder.failure(table);
    assertTrue(message.contains("line 2: not valid UTF-8"), message);
    assertTrue(message.contains("line 3: expected a line of at most 1 MiB"), message);
    assertTrue(message.length() < 1_000, message);
    assertEquals(List.of("b.mp3"), DataFolder.ids(DataFolder.readSkippingBad(table)));
  }

  @Test
  void aTableWithoutItsColumnsOrRowsIsRefusedAsAWhole() throws IOException {
    String missing = DataFolder.failure(folder.file("x.tsv", "path\twords\na.mp3\tone\n"));
    assertTrue(missing.contains("x.tsv: expected "), missing);
    assertTrue(missing.contains("a file that begins with \"path words\""), missing);
    String twice = DataFolder.failure(folder.file("x.tsv", "path\tsentence\tpath\na\tb\tc\n"));
    assertTrue(twice.contains("the column \"path\" comes twice"), twice);
    assertTrue(DataFolder.failure(table("")).contains("found none below the header"));
    assertTrue(DataFolder.failure(folder.file("x.tsv", "")).contains("found an empty file"));
    String skipped =
        DataFolder.failure(
            table("s\tx.mp3\ta\ten\n"), new DatasetOptions(Filter.NONE, true, false));
    assertTrue(skipped.contains("skipped line 2: no such clip: x.mp3"), skipped);
  }

  @Test
  void durationsComeFromTheTableBesideAndFilterWithoutReadingClips() throws IOException {
    folder.file("clip_durations.tsv", "clip\tduration[ms]\nb.mp3\t2500\na.mp3\t900\nc.mp3\tx\n");
    Path table = table("s\ta.mp3\tone\ten\ns\tb.mp3\ttwo\ten\n");
    Dataset dataset =
        Datasets.read(table, DataFolder.options(DataFolder.seconds(2.5, Double.MAX_VALUE)));
    assertEquals(List.of("b.mp3"), DataFolder.ids(dataset));
    assertEquals(OptionalDouble.of(2.5), dataset.utterances().get(0).durationSeconds());
    assertEquals(1, dataset.selection().leftOut());
  }
}
