package dev.sotto.runtime.audio;

import static dev.sotto.runtime.audio.AudioFiles.assertRefused;
import static dev.sotto.runtime.audio.AudioFiles.read;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlacStreamTest {
  private static final int SAMPLES = 700;
  private static final byte[] NO_METADATA = {};

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 16, 20, 24})
  void everyDepthIsScaledToFullScaleOne(int bits) throws IOException {
    int[] samples = random(bits, 1);
    float[] actual = read(folder, FlacFile.of(bits, 16000, SAMPLES, NO_METADATA, samples));
    assertEquals(SAMPLES, actual.length);
    for (int i = 0; i < SAMPLES; i++) {
      assertEquals((float) (samples[i] * Math.scalb(1.0, 1 - bits)), actual[i]);
    }
  }

  @Test
  void channelsAreAveraged() throws IOException {
    int[] left = random(16, 1);
    int[] right = random(16, 2);
    float[] actual = read(folder, FlacFile.of(16, 16000, SAMPLES, NO_METADATA, left, right));
    for (int i = 0; i < SAMPLES; i++) {
      assertEquals((left[i] + right[i]) * 0x1p-16f, actual[i]);
    }
  }

  @Test
  void anUnknownLengthIsReadToTheEnd() throws IOException {
    byte[] file = FlacFile.of(16, 16000, 0, NO_METADATA, random(16, 1));
    assertEquals(SAMPLES, read(folder, file).length);
  }

  @Test
  void bytesBehindTheLastFrameDoNotCount() throws IOException {
    byte[] file = FlacFile.of(16, 16000, SAMPLES, NO_METADATA, random(16, 1));
    assertEquals(SAMPLES, read(folder, WavFile.join(file, new byte[128])).length);
  }

  /** Behind these two bytes the decoder looks for a frame for ever. */
  @Test
  @Timeout(10)
  void aFrameThatNeverBeginsIsRefused() throws IOException {
    byte[] file = FlacFile.of(16, 16000, SAMPLES, NO_METADATA, random(16, 1));
    byte[] head = Arrays.copyOf(file, 42);
    byte[] noFrame = WavFile.join(head, new byte[] {(byte) 0xFF, (byte) 0xFA});
    assertRefused(folder, noFrame, "a FLAC frame is damaged after sample 0");
  }

  @Test
  void joinedFilesAreRefused() throws IOException {
    byte[] file = FlacFile.of(16, 16000, SAMPLES, NO_METADATA, random(16, 1));
    String expected = "expected 700 samples, found more: files were joined end to end";
    assertRefused(folder, WavFile.join(file, file), expected);
    byte[] streamed = FlacFile.of(16, 16000, 0, NO_METADATA, random(16, 1));
    assertRefused(folder, WavFile.join(streamed, streamed), "damaged after sample 700");
  }

  @Test
  void framesThatAreMissingInAStreamOfUnknownLengthAreRefused() throws IOException {
    byte[] file = FlacFile.of(16, 16000, 0, NO_METADATA, random(16, 1));
    int frameBytes = 256 * 2 + 11;
    byte[] start = Arrays.copyOf(file, 42 + frameBytes);
    byte[] end = Arrays.copyOfRange(file, 42 + 2 * frameBytes, file.length);
    assertRefused(folder, WavFile.join(start, end), "damaged after sample 256");
    byte[] cut = WavFile.join(Arrays.copyOf(file, 42), end);
    assertEquals(SAMPLES - 2 * 256, read(folder, cut).length);
  }

  @Test
  void hostileMetadataIsNeverParsed() throws IOException {
    byte[] comment = new byte[64];
    Arrays.fill(comment, (byte) 0x7F);
    for (int type = 1; type < 8; type++) {
      byte[] metadata = FlacFile.metadata(type, comment);
      byte[] file = FlacFile.of(16, 16000, SAMPLES, metadata, random(16, 1));
      assertEquals(SAMPLES, read(folder, file).length);
    }
  }

  @Test
  void truncationIsRefused() throws IOException {
    byte[] file = FlacFile.of(16, 16000, SAMPLES, NO_METADATA, random(16, 1));
    byte[] half = Arrays.copyOf(file, file.length - 100);
    assertRefused(folder, half, "expected 700 samples, found 512; the file is truncated");
    assertRefused(folder, Arrays.copyOf(file, 30), "ends within its header");
  }

  @Test
  void aWrongChecksumIsRefused() throws IOException {
    byte[] file = FlacFile.of(16, 16000, SAMPLES, NO_METADATA, random(16, 1));
    file[file.length - 600] ^= 1;
    assertRefused(folder, file, "a FLAC frame is damaged after sample 256");
  }

  @Test
  void moreBitsThanTheDecoderHasAreRefused() throws IOException {
    byte[] file = FlacFile.of(32, 16000, SAMPLES, NO_METADATA, random(16, 1));
    assertRefused(folder, file, "expected at most 24 bits a sample, found 32");
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Random random = new Random(8);
    byte[] valid = FlacFile.of(16, 16000, SAMPLES, NO_METADATA, random(16, 1), random(16, 2));
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = valid.clone();
      for (int k = 0; k < 4; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        damaged[random.nextInt(60)] = (byte) random.nextInt();
      }
      AudioFiles.assertReadOrRefused(folder, damaged);
    }
  }

  private static int[] random(int bits, long seed) {
    int limit = 1 << (bits - 1);
    return new Random(seed).ints(SAMPLES, -limit, limit).toArray();
  }
}
