package dev.sotto.runtime.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads bytes through a file, and what is refused. */
public final class AudioFiles {
  private AudioFiles() {}

  static float[] read(Path folder, byte[] content) throws IOException {
    AudioClip clip = AudioReader.read(write(folder, content));
    assertEquals(16_000, clip.sampleRate());
    return clip.samples();
  }

  static Path write(Path folder, byte[] content) throws IOException {
    return Files.write(folder.resolve("clip.bin"), content);
  }

  static void assertRefused(Path folder, byte[] content, String expected) throws IOException {
    assertRefused(write(folder, content), expected);
  }

  static void assertRefused(Path file, String expected) {
    SottoException e = assertThrows(SottoException.class, () -> AudioReader.read(file));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }

  /** Damaged input may be read or refused, and nothing else. */
  static void assertReadOrRefused(Path folder, byte[] content) throws IOException {
    Path file = write(folder, content);
    try {
      assertTrue(AudioReader.read(file).samples().length > 0);
    } catch (SottoException e) {
      assertEquals(SottoException.Code.BAD_INPUT, e.code());
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
  }
}
