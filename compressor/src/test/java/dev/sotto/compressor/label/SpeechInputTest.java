package dev.sotto.compressor.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeechInputTest {
  @TempDir Path folder;

  @BeforeEach
  void makeClips() throws IOException {
    for (String name : List.of("b.wav", "a.flac", "notes.txt")) {
      Files.writeString(folder.resolve(name), "not looked at");
    }
  }

  private static List<String> texts(Dataset data) {
    return data.utterances().stream().map(Utterance::reference).toList();
  }

  @Test
  void linesOfAManifestMayLackATextAndKeepAllElse() throws IOException {
    Path manifest =
        Files.writeString(
            folder.resolve("m.jsonl"),
            """
            {"audio_filepath": "a.flac", "duration": 2.5, "language": "de", "speaker": "s"}
            {"audio_filepath": "b.wav", "text": "two"}
            {"audio_filepath": "b.wav", "offset": 1, "duration": 1}
            """);
    Dataset data = SpeechInput.read(manifest);
    assertEquals(List.of("", "two", ""), texts(data));
    assertTrue(SpeechInput.lacksText(data));
    Utterance first = data.utterances().get(0);
    assertEquals("a.flac", first.id());
    assertEquals(2.5, first.durationSeconds().orElseThrow());
    assertEquals(Optional.of("de"), first.language());
    assertEquals(Optional.of("s"), first.speaker());
    assertEquals(1, data.utterances().get(2).audio().start());
    assertEquals(
        List.of(false, true, false),
        SpeechInput.clips(data).stream().map(clip -> clip.hasText()).toList());
  }

  @Test
  void recordingsOfAFolderAreTakenAndOtherFilesAreNot() {
    Dataset data = SpeechInput.read(folder);
    assertEquals(
        List.of("a.flac", "b.wav"), data.utterances().stream().map(Utterance::id).toList());
    assertEquals(List.of("", ""), texts(data));
    assertEquals(1, SpeechInput.read(folder.resolve("b.wav")).utterances().size());
  }

  @Test
  void dataSetsAreReadAsEverywhere() throws IOException {
    Path table =
        Files.writeString(folder.resolve("t.tsv"), "path\tsentence\na.flac\tone\nb.wav\ttwo\n");
    Dataset data = SpeechInput.read(table);
    assertEquals(List.of("one", "two"), texts(data));
    assertFalse(SpeechInput.lacksText(data));
  }

  @Test
  void whatIsThereMustBeRight() throws IOException {
    Path manifest =
        Files.writeString(folder.resolve("m.jsonl"), "{\"audio_filepath\": \"missing.wav\"}");
    SottoException e = assertThrows(SottoException.class, () -> SpeechInput.read(manifest));
    assertTrue(e.getMessage().contains("missing.wav"), e.getMessage());
    assertThrows(SottoException.class, () -> SpeechInput.read(folder.resolve("nothing")));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThrows(SottoException.class, () -> SpeechInput.read(empty));
  }
}
