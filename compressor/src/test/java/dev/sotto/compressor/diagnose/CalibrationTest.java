package dev.sotto.compressor.diagnose;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.diagnose.CalibrationClip.TextSource;
import dev.sotto.compressor.diagnose.Speech.Recording;
import dev.sotto.eval.dataset.Manifest;
import dev.sotto.models.Fixtures;
import dev.sotto.models.Progress;
import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);

  @TempDir Path folder;

  private static List<CalibrationClip> clips(Path export, Recording... recordings) {
    try (Calibration calibration =
        new Calibration(ExportFolder.open(export), SETTINGS, Optional.empty())) {
      return calibration.clips(new Speech("test", List.of(recordings)), Progress.NONE);
    }
  }

  /** A window of 1.2 s, and no tokenizer. */
  private Path smallModel() throws IOException {
    Path model = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("small"));
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    return model;
  }

  private Recording recording(int samples, Optional<String> text) {
    Path file = Tones.write(folder.resolve(samples + ".wav"), 300, samples);
    return new Recording("r" + samples, file, text, Optional.empty());
  }

  @Test
  void aReferenceBecomesPromptTextAndEnd() {
    Path model = shared("models/tiny.en");
    Path clip = shared("speech/hifitts/audio/bambatse_04_haggard_0273.wav");
    CalibrationClip found =
        clips(model, new Recording("id", clip, Optional.of("said the old man,"), Optional.of("en")))
            .get(0);
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(model)) {
      assertEquals(
          "<|startoftranscript|><|notimestamps|> said the old man,<|endoftext|>",
          tokenizer.decode(found.tokens(), false));
    }
    assertEquals(2, found.promptTokens());
    assertEquals(TextSource.REFERENCE, found.source());
    assertEquals(found.tokens().size() - 1, found.inputs().length);
    // 1.16 s of sound, 50 positions a second.
    assertEquals(58, found.positions());
  }

  @Test
  void withoutATextTheModelsOwnIsTaken() throws IOException {
    CalibrationClip found = clips(smallModel(), recording(9_000, Optional.empty())).get(0);
    assertEquals(TextSource.HEARD, found.source());
    assertEquals(151, found.tokens().get(0));
    assertEquals(1, found.promptTokens());
    assertEquals(9_000, found.samples());
    // 56.25 frames reach into the 57th, 57 into the 29th pair.
    assertEquals(29, found.positions());
  }

  @Test
  void ofALongRecordingTheFirstWindowIsHeardAndItsTextIsLeftAside() throws IOException {
    CalibrationClip found = clips(smallModel(), recording(50_000, Optional.of("long"))).get(0);
    assertEquals(TextSource.HEARD, found.source());
    assertTrue(found.samples() <= 19_200 && found.samples() > 9_600, found.toString());
    assertTrue(found.positions() <= 60, found.toString());
  }

  @Test
  void aTextNeedsATokenizer() throws IOException {
    Path model = smallModel();
    SottoException e =
        assertThrows(
            SottoException.class, () -> clips(model, recording(9_000, Optional.of("short"))));
    assertTrue(e.getMessage().contains("tokenizer.json"), e.getMessage());
  }

  @Test
  void drawsBySeedAndKeepsTheOrder() {
    Speech all =
        Speech.of(IntStream.range(0, 30).mapToObj(i -> Path.of("%02d.wav".formatted(i))).toList());
    Speech some = all.draw(10, 1);
    assertEquals(10, some.recordings().size());
    assertEquals(
        some.recordings().stream().map(Recording::id).sorted().toList(),
        some.recordings().stream().map(Recording::id).toList());
    assertEquals(some, all.draw(10, 1));
    assertNotEquals(some, all.draw(10, 2));
    assertEquals(all, all.draw(1000, 3));
  }

  @Test
  void oneClipHasNothingToBeComparedWith() {
    Speech one = Speech.of(List.of(Path.of("a.wav")));
    assertEquals(
        SottoException.Code.BAD_INPUT,
        assertThrows(SottoException.class, () -> one.draw(16, 1)).code());
    Speech two = Speech.of(List.of(Path.of("a.wav"), Path.of("b.wav")));
    assertEquals(
        SottoException.Code.USAGE, assertThrows(SottoException.class, () -> two.draw(1, 1)).code());
  }

  @Test
  void anEmptyReferenceIsNoText() throws IOException {
    Path clip = recording(9_000, Optional.empty()).audio();
    Path manifest = folder.resolve("m.jsonl");
    Files.writeString(
        manifest,
        "{\"audio_filepath\": \""
            + clip.getFileName()
            + "\", \"text\": \" \"}\n"
            + "{\"audio_filepath\": \""
            + clip.getFileName()
            + "\", \"text\": \" a \"}\n");
    Speech speech = Speech.of(Manifest.read(manifest));
    assertEquals(Optional.empty(), speech.recordings().get(0).text());
    assertEquals(Optional.of("a"), speech.recordings().get(1).text());
  }
}
