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

class LibriSpeechTest {
  @TempDir private Path temporary;
  private DataFolder folder;

  @BeforeEach
  void writeClips() throws IOException {
    folder = new DataFolder(temporary);
    folder.clip("61/70/61-70-0000.flac");
    folder.clip("61/70/61-70-0001.flac");
    folder.clip("121/9/121-9-0000.flac");
  }

  private void chapters(String first, String second) throws IOException {
    folder.file("61/70/61-70.trans.txt", first);
    folder.file("121/9/121-9.trans.txt", second);
  }

  @Test
  void allChaptersAreReadInTheOrderOfTheirPaths() throws IOException {
    chapters("61-70-0000 ONE TWO\n61-70-0001 THREE\n", "121-9-0000 FOUR\n");
    Dataset dataset = DataFolder.read(temporary);
    assertEquals(
        new Utterance(
            "121-9-0000",
            AudioPart.whole(temporary.toRealPath().resolve("121/9/121-9-0000.flac")),
            "FOUR",
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.of("121"),
            1),
        dataset.utterances().get(0));
    assertEquals(List.of("121-9-0000", "61-70-0000", "61-70-0001"), DataFolder.ids(dataset));
    assertEquals(List.of("FOUR", "ONE TWO", "THREE"), DataFolder.references(dataset));
  }

  @Test
  void oneChapterAndALinkToAFolderWillDo(@TempDir Path elsewhere) throws IOException {
    chapters("61-70-0000 ONE\n", "121-9-0000 FOUR\n");
    assertEquals(List.of("61-70-0000"), DataFolder.ids(DataFolder.read(folder.path("61/70"))));
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), temporary);
    Dataset linked = DataFolder.read(link);
    assertEquals(2, linked.utterances().size());
    assertEquals(DataFolder.read(temporary).fingerprint(), linked.fingerprint());
  }

  @Test
  void otherContainersAndIdsWillDo() throws IOException {
    folder.clip("own/greeting.wav");
    folder.file("own/own.trans.txt", "\ufeffgreeting\tHello there \r\n");
    Utterance utterance = DataFolder.read(folder.path("own")).utterances().get(0);
    assertEquals("Hello there", utterance.reference());
    assertEquals(Optional.empty(), utterance.speaker());
    assertTrue(utterance.audio().file().endsWith("own/greeting.wav"), utterance.audio().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "61-70-0009 NONE | no such clip: 61-70-0009.flac",
        "61-70-0001 | expected an id, a space and a text, found 61-70-0001",
        "../9/121-9-0000 OUTSIDE | expected a clip in the folder of the data",
        "/etc/passwd OUTSIDE | expected a clip in the folder of the data",
        "61-70-0000 AGAIN | \"61-70-0000\" was in 61/70/61-70.trans.txt line 1 already",
      })
  void aBadLineIsNamedWithItsFile(String line, String problem) throws IOException {
    chapters("61-70-0000 ONE\n\n" + line + "\n", "121-9-0000 FOUR\n");
    String message = DataFolder.failure(temporary);
    assertTrue(message.contains(": 61/70/61-70.trans.txt line 3: " + problem), message);
    Dataset rest = DataFolder.readSkippingBad(temporary);
    assertEquals(List.of("121-9-0000", "61-70-0000"), DataFolder.ids(rest));
    assertEquals(1, rest.selection().bad().count());
  }

  @Test
  void aDamagedClipIsNamedWithTheFileOfItsLine() throws IOException {
    chapters("61-70-0000 ONE\n\n61-70-0001 TWO\n", "");
    folder.wav("61/70/61-70-0000.wav", 0.1);
    Files.delete(folder.path("61/70/61-70-0000.flac"));
    String message = DataFolder.failure(temporary, new DatasetOptions(Filter.NONE, false, true));
    assertTrue(message.contains(": 61/70/61-70.trans.txt line 3: "), message);
  }

  @Test
  void linkedAndDeepFoldersAreRead(@TempDir Path elsewhere) throws IOException {
    chapters("61-70-0000 ONE\n", "121-9-0000 FOUR\n");
    Files.createSymbolicLink(elsewhere.resolve("part"), temporary);
    String deep = "x/".repeat(20);
    DataFolder other = new DataFolder(elsewhere);
    other.clip(deep + "7-8-0000.wav");
    other.file(deep + "7-8.trans.txt", "7-8-0000 DEEP\n");
    assertEquals(
        List.of("121-9-0000", "61-70-0000", "7-8-0000"),
        DataFolder.ids(DataFolder.read(elsewhere)));
  }

  @Test
  void aLinkThatLeadsBackIsNamed() throws IOException {
    chapters("61-70-0000 ONE\n", "121-9-0000 FOUR\n");
    Files.createSymbolicLink(folder.path("61/back"), temporary);
    String message = DataFolder.failure(temporary);
    assertTrue(message.contains("61/back leads back to a folder above it"), message);
  }

  @Test
  void emptyTranscriptsHoldNoUtterance() throws IOException {
    chapters("\n", "");
    assertTrue(DataFolder.failure(temporary).contains("*.trans.txt, found none"));
  }
}
