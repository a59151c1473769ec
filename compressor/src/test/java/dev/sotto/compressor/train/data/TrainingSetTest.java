package dev.sotto.compressor.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be trained on is named before the first step. */
class TrainingSetTest {
  @TempDir Path folder;
  private BuiltInFolder builtIn;

  @BeforeEach
  void unpack() {
    builtIn = BuiltInFolder.unpack(folder.resolve("built-in"));
  }

  @Test
  void goodClipsBecomePromptTextAndEnd() throws IOException {
    TrainingSet set = read(clip(sound(16_000, 0.1f)), "one two", Optional.empty());
    TrainingClip clip = set.clips().get(0);
    assertEquals(100, clip.frames());
    assertTrue(clip.tokens().size() > set.promptLength() + 1);
  }

  @Test
  void anEmptyTextIsRefused() throws IOException {
    refused(clip(sound(16_000, 0.1f)), "  ", Optional.empty(), "empty");
  }

  @Test
  void aTextLongerThanTheModelCanWriteIsRefused() throws IOException {
    refused(clip(sound(16_000, 0.1f)), "nine ".repeat(60), Optional.empty(), "longer than the 48");
  }

  /** 48 positions: prompt of 2, 46 words, and the end, which is not fed. */
  @Test
  void aTextIsTakenIfEveryTokenThatIsFedHasAPosition() throws IOException {
    Path clip = clip(sound(16_000, 0.1f));
    TrainingSet set = read(clip, "nine ".repeat(46), Optional.empty());
    assertEquals(49, set.clips().get(0).tokens().size());
    refused(clip, "nine ".repeat(47), Optional.empty(), "longer than the 48");
  }

  @Test
  void aClipLongerThanTheWindowIsRefused() throws IOException {
    refused(clip(sound(48_200, 0.1f)), "one", Optional.empty(), "longer than the model's window");
  }

  @Test
  void soundThatIsNoNumberIsRefused() throws IOException {
    float[] samples = sound(16_000, 0.1f);
    samples[77] = Float.NaN;
    refused(clip(samples), "one", Optional.empty(), "NaN");
  }

  @Test
  void aLanguageThatTheModelDoesNotSpeakIsRefused() throws IOException {
    refused(clip(sound(16_000, 0.1f)), "eins", Optional.of("de"), "de");
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() throws IOException {
    Path clip = clip(sound(16_000, 0.1f));
    String line = "{\"audio_filepath\": \"" + clip.getFileName() + "\", \"text\": \"\"}\n";
    Path manifest = Files.writeString(folder.resolve("m.jsonl"), line.repeat(5));
    SottoException e =
        assertThrows(
            SottoException.class,
            () ->
                TrainingSet.read(
                    Manifest.read(manifest), builtIn.model(), Optional.empty(), Progress.NONE));
    assertTrue(e.getMessage().contains("5 of 5"), e.getMessage());
  }

  private void refused(Path clip, String text, Optional<String> language, String because) {
    SottoException e =
        assertThrows(SottoException.class, () -> read(clip, text, language), "not refused");
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(because), e.getMessage());
  }

  private TrainingSet read(Path clip, String text, Optional<String> language) throws IOException {
    Path manifest = folder.resolve("one.jsonl");
    Files.writeString(
        manifest,
        "{\"audio_filepath\": \"%s\", \"text\": \"%s\"}%n".formatted(clip.getFileName(), text));
    return TrainingSet.read(Manifest.read(manifest), builtIn.model(), language, Progress.NONE);
  }

  private static float[] sound(int samples, float amplitude) {
    float[] sound = new float[samples];
    for (int i = 0; i < samples; i++) {
      sound[i] = amplitude * (float) Math.sin(0.2 * i);
    }
    return sound;
  }

  /** A WAV file of 32-bit floats at 16 kHz, which can hold what is no number. */
  private Path clip(float[] samples) throws IOException {
    int bytes = 4 * samples.length;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 3).putShort((short) 1).putInt(16_000).putInt(64_000);
    wav.putShort((short) 4).putShort((short) 32);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (float sample : samples) {
      wav.putFloat(sample);
    }
    return Files.write(folder.resolve("clip.wav"), wav.array());
  }
}
