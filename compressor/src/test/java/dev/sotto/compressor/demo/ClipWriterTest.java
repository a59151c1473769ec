package dev.sotto.compressor.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.AudioReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipWriterTest {
  @TempDir private Path folder;

  /** A tone of {@code hertz} at 16 kHz; an odd number of samples results at 8 kHz. */
  private static AudioClip tone(double hertz) {
    float[] samples = new float[16_001];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / 16_000));
    }
    return new AudioClip(samples, 16_000);
  }

  private static double power(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += (double) sample * sample;
    }
    return sum / samples.length;
  }

  @Test
  void theJavaLibraryReadsTheFile() throws IOException, UnsupportedAudioFileException {
    byte[] wav = ClipWriter.wav(tone(440));
    try (AudioInputStream read = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
      assertEquals(AudioFormat.Encoding.ULAW, read.getFormat().getEncoding());
      assertEquals(8000, read.getFormat().getSampleRate());
      assertEquals(1, read.getFormat().getChannels());
      assertEquals(8001, read.getFrameLength());
      assertEquals(0, wav.length % 2);
    }
  }

  @Test
  void aToneBelowFourKilohertzStaysAndOneAboveIsGone() throws IOException {
    Path file = folder.resolve("clip.wav");
    Files.write(file, ClipWriter.wav(tone(1000)));
    float[] heard = AudioReader.read(file).samples();
    assertEquals(16_002, heard.length);
    double error = 0;
    for (int i = 1000; i < 15_000; i++) {
      double difference = heard[i] - tone(1000).samples()[i];
      error = Math.max(error, Math.abs(difference));
    }
    assertTrue(error < 0.02, "error " + error);
    Files.write(file, ClipWriter.wav(tone(6000)));
    assertTrue(power(AudioReader.read(file).samples()) < 1e-4 * power(tone(6000).samples()));
  }

  @Test
  void aRecordingHoldsTheSpeechAtTheLevelPromised() {
    for (int seed = 0; seed < 50; seed++) {
      float[] speech = tone(300).samples();
      float[] recording = Recording.of(speech, new SplittableRandom(seed));
      int silence = recording.length - speech.length;
      assertTrue(silence >= 1_600 - 2 && silence <= 9_600, "silence of " + silence);
      float peak = 0;
      for (float sample : recording) {
        peak = Math.max(peak, Math.abs(sample));
      }
      assertTrue(peak > 0.199 && peak < 0.901, "peak of " + peak);
      // The tone's mean power is half its squared peak; noise before it lies 15 to 40 dB lower.
      float[] before = Arrays.copyOf(recording, 700);
      double decibels = 10 * Math.log10(peak * peak / 2 / power(before));
      assertTrue(decibels > 10 && decibels < 55, "ratio of " + decibels);
    }
  }
}
