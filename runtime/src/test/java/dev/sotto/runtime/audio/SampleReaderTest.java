package dev.sotto.runtime.audio;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleReaderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"jfk/jfk.wav", "jfk/jfk.flac", "fsdd/audio/0_george_0.wav"})
  void piecesAreTheSamplesOfTheWhole(String name) {
    Path file = shared("speech/" + name);
    float[] whole = AudioReader.read(file).samples();
    for (int size : new int[] {1_000, 77_777, whole.length, whole.length + 5}) {
      float[] pieces = new float[whole.length];
      int at = 0;
      double share = 0;
      try (SampleReader reader = SampleReader.open(file)) {
        for (float[] piece = reader.next(size); piece.length > 0; piece = reader.next(size)) {
          System.arraycopy(piece, 0, pieces, at, piece.length);
          at += piece.length;
          assertTrue(reader.shareRead() >= share && reader.shareRead() <= 1);
          share = reader.shareRead();
        }
        assertEquals(0, reader.next(size).length);
      }
      assertEquals(whole.length, at);
      assertArrayEquals(whole, pieces);
      assertTrue(share > 0.9, () -> "share read");
    }
  }

  @Test
  void whatIsDamagedIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(shared("speech/jfk/jfk.flac"));
    Path half = Files.write(folder.resolve("half.flac"), Arrays.copyOf(whole, whole.length / 2));
    try (SampleReader reader = SampleReader.open(half)) {
      SottoException e =
          assertThrows(
              SottoException.class,
              () -> {
                while (reader.next(16_000).length > 0) {
                  // On to the damage.
                }
              });
      assertTrue(e.getMessage().contains("half.flac"), e.getMessage());
    }
    Path missing = folder.resolve("none.wav");
    SottoException e = assertThrows(SottoException.class, () -> SampleReader.open(missing));
    assertTrue(e.getMessage().contains("no such file"), e.getMessage());
  }
}
