package dev.sotto.runtime.transcribe.sequence;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.align.WordTimer;
import dev.sotto.runtime.audio.SampleReader;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import dev.sotto.runtime.transcribe.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On the tiny random Whisper, whose windows have 1.2 s and whose timestamps, from token 160 on, end
 * at 0.78 s.
 */
class SequentialTranscriberTest {
  private static final DecodingOptions OPTIONS = DecodingOptions.defaults();
  private static final int WINDOW = 19_200;

  @TempDir Path folder;

  @BeforeEach
  void export() throws IOException {
    Fixtures.folder(Fixtures.REFERENCE, true, folder);
    Files.writeString(
        folder.resolve("generation_config.json"),
        """
        {"is_multilingual": true, "no_timestamps_token_id": 159,
         "lang_to_id": {"<|en|>": 152, "<|de|>": 153}, "task_to_id": {"transcribe": 155}}
        """);
  }

  private Path wav(float[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(44 + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples.length);
    bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    bytes.putShort((short) 1).putShort((short) 1).putInt(16_000).putInt(32_000);
    bytes.putShort((short) 2).putShort((short) 16);
    bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples.length);
    for (float sample : samples) {
      bytes.putShort((short) Math.round(32_767 * sample));
    }
    try {
      return Files.write(folder.resolve("sound.wav"), bytes.array());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static float[] sound(int length, long seed) {
    Random random = new Random(seed);
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      double slow = Math.sin(i * (0.02 + 0.00001 * (i % 7_000)));
      samples[i] = (float) (0.4 * slow * random.nextDouble());
    }
    return samples;
  }

  private List<HeardWindow> hear(Path file, List<HeardWindow> before) {
    List<HeardWindow> heard = new ArrayList<>();
    try (WhisperRunner runner =
            WhisperRunner.open(folder, SessionSettings.defaults().withIntraThreads(1));
        WhisperTokenizer tokenizer = WhisperTokenizer.open(shared("models/tiny.en"));
        SampleReader recording = SampleReader.open(file)) {
      new SequentialTranscriber(runner, tokenizer, OPTIONS, false, WordTimer.NONE)
          .transcribe(file, recording, before, heard::add);
    }
    return heard;
  }

  @Test
  void windowsFollowOneAnotherUpToTheEnd() {
    int length = 9 * WINDOW + 5_000;
    List<HeardWindow> heard = hear(wav(sound(length, 1)), List.of());
    long at = 0;
    double time = 0;
    for (HeardWindow window : heard) {
      assertEquals(at, window.from());
      assertTrue(window.next() - window.from() <= WINDOW);
      at = window.next();
      for (Segment segment : window.segments()) {
        assertTrue(segment.startSeconds() >= time - 1e-9, heard::toString);
        assertTrue(segment.startSeconds() >= window.from() / 16_000.0 - 1e-9);
        assertTrue(segment.endSeconds() <= length / 16_000.0 + 1e-9);
        time = segment.startSeconds();
      }
    }
    assertTrue(length - at < 1_600, () -> "ends at " + length);
    assertTrue(heard.stream().anyMatch(window -> window.next() - window.from() < WINDOW));
    assertTrue(heard.stream().mapToInt(window -> window.segments().size()).sum() > 3);
    assertTrue(heard.stream().flatMap(w -> w.language().stream()).distinct().count() == 1);
  }

  @Test
  void whoeverWasInterruptedGoesOnToTheSameEnd() {
    Path file = wav(sound(6 * WINDOW, 2));
    List<HeardWindow> whole = hear(file, List.of());
    for (int done = 1; done < whole.size(); done += 2) {
      assertEquals(whole.subList(done, whole.size()), hear(file, whole.subList(0, done)));
    }
    assertEquals(List.of(), hear(file, whole));
  }

  @Test
  void whatIsQuietIsNotHeard() {
    float[] samples = new float[10 * WINDOW];
    System.arraycopy(sound(2 * WINDOW, 3), 0, samples, 8 * WINDOW, 2 * WINDOW);
    List<HeardWindow> heard = hear(wav(samples), List.of());
    int spoken = 0;
    while (heard.get(spoken).language().isEmpty()) {
      assertEquals(List.of(), heard.get(spoken).segments());
      spoken++;
    }
    long unheard = heard.get(spoken).from();
    assertTrue(unheard <= 8 * WINDOW - 1_600, heard::toString);
    assertTrue(unheard >= 8 * WINDOW - 16_000 - 1_600, heard::toString);
  }

  @Test
  void aRecordingWithoutSamplesIsAnError() {
    Path file = wav(new float[0]);
    SottoException e = assertThrows(SottoException.class, () -> hear(file, List.of()));
    assertTrue(e.getMessage().contains("no audio"), e.getMessage());
  }

  @Test
  void aModelWithoutTimestampsIsAUsageError() throws IOException {
    Files.writeString(
        folder.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    Path file = wav(sound(WINDOW, 4));
    SottoException e = assertThrows(SottoException.class, () -> hear(file, List.of()));
    assertTrue(e.getMessage().contains("timestamps"), e.getMessage());
  }
}
