package dev.sotto.eval.report.html;

import static dev.sotto.eval.report.html.Results.heard;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.report.html.Sounds.Sound;
import dev.sotto.models.SharedFiles;
import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.AudioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundsTest {
  private static final float ROUNDING = 0.5f / 32_768 + 1e-7f;
  private static final String PREFIX = "data:audio/wav;base64,";

  @TempDir Path folder;

  private static Clips clips(long mostBytes, Path... files) {
    Map<String, Utterance> byId = new HashMap<>();
    for (Path file : files) {
      String id = file.getFileName().toString();
      byId.put(
          id,
          new Utterance(
              id, file, "said", OptionalDouble.empty(), Optional.empty(), Optional.empty(), 1));
    }
    return new Clips(byId, mostBytes);
  }

  private Path wav(String name, float... samples) throws IOException {
    AudioClip clip = new AudioClip(samples, AudioReader.SAMPLE_RATE);
    return Files.write(folder.resolve(name), PcmWav.write(clip));
  }

  @Test
  void aWrittenClipIsReadAsItWas() throws IOException {
    float[] samples = {0, 0.5f, -0.5f, 1 - 1f / 32_768, -1, 1f / 32_768};
    assertArrayEquals(samples, AudioReader.read(wav("a.wav", samples)).samples());
  }

  @Test
  void whatExceedsFullScaleIsClipped() throws IOException {
    float[] read = AudioReader.read(wav("a.wav", 3, -3)).samples();
    assertArrayEquals(new float[] {1 - 1f / 32_768, -1}, read);
  }

  @Test
  void everyFormatBecomesTheSameWav() throws IOException {
    Path flac = SharedFiles.shared("speech/jfk/jfk.flac");
    Sound sound = new Sounds(clips(1_000_000, flac)).of(heard("jfk.flac", "said", "x"));
    assertEquals("", sound.note());
    byte[] wav = Base64.getDecoder().decode(sound.source().substring(PREFIX.length()));
    Path written = Files.write(folder.resolve("back.wav"), wav);
    assertArrayEquals(
        AudioReader.read(flac).samples(), AudioReader.read(written).samples(), ROUNDING);
  }

  @Test
  void whatDoesNotFitIsLeftOutAndWhatFollowsMayStillFit() throws IOException {
    Path one = wav("one.wav", new float[500]);
    Path big = wav("big.wav", new float[5_000]);
    Path two = wav("two.wav", new float[400]);
    Sounds sounds = new Sounds(clips(2_000, one, big, two));
    assertTrue(sounds.of(heard("one.wav", "said", "x")).source().startsWith(PREFIX));
    Sound left = sounds.of(heard("big.wav", "said", "x"));
    assertEquals("", left.source());
    assertTrue(left.note().contains("too large"), left.note());
    assertTrue(sounds.of(heard("two.wav", "said", "x")).source().startsWith(PREFIX));
    assertTrue(sounds.of(heard("two.wav", "said", "x")).note().contains("too large"));
  }

  @Test
  void whatCannotBeFoundOrReadIsNoted() throws IOException {
    Path broken = Files.write(folder.resolve("broken.wav"), new byte[] {1, 2, 3});
    Sounds sounds = new Sounds(clips(10_000, broken, folder.resolve("gone.wav")));
    for (String id : new String[] {"broken.wav", "gone.wav"}) {
      Sound sound = sounds.of(heard(id, "said", "x"));
      assertEquals("", sound.source());
      assertTrue(sound.note().contains("missing or cannot be read"), sound.note());
    }
    Sound unknown = sounds.of(heard("else.wav", "said", "x"));
    assertTrue(unknown.note().contains("no such utterance"), unknown.note());
    Sound otherText = sounds.of(heard("broken.wav", "something else", "x"));
    assertTrue(otherText.note().contains("no such utterance"), otherText.note());
    assertEquals("", new Sounds(Clips.none()).of(heard("a", "b", "c")).note());
  }
}
