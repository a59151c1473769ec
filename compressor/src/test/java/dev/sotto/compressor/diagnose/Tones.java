package dev.sotto.compressor.diagnose;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Recordings of tones, for models whose window is short. */
public final class Tones {
  private Tones() {}

  /** Writes a WAV file of 16 bits at 16 kHz. */
  public static Path write(Path file, double hertz, int samples) {
    byte[] bytes = new byte[2 * samples];
    for (int i = 0; i < samples; i++) {
      int value = (int) (8000 * Math.sin(2 * Math.PI * hertz * i / 16_000));
      bytes[2 * i] = (byte) value;
      bytes[2 * i + 1] = (byte) (value >> 8);
    }
    try {
      AudioSystem.write(
          new AudioInputStream(
              new ByteArrayInputStream(bytes),
              new AudioFormat(16_000, 16, 1, true, false),
              samples),
          AudioFileFormat.Type.WAVE,
          file.toFile());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
