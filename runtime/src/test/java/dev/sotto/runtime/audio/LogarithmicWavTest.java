package dev.sotto.runtime.audio;

import static dev.sotto.runtime.audio.AudioFiles.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A-law and mu-law, with the decoder of {@code javax.sound.sampled} as the oracle. */
class LogarithmicWavTest {
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {A_LAW, MU_LAW})
  void everyByteIsReadAsTheJavaLibraryReadsIt(int code) throws Exception {
    byte[] file = WavFile.of(code, 1, 16000, 8, everyByte());
    assertArrayEquals(oracle(file), read(folder, file));
    byte[] extensible =
        WavFile.riff(
            WavFile.extensible(code, 1, 16000, 8), WavFile.chunk("data", 256, everyByte()));
    assertArrayEquals(oracle(file), read(folder, extensible));
  }

  @Test
  void aSampleIsEncodedWithinHalfAStep() {
    for (int value = Short.MIN_VALUE; value <= Short.MAX_VALUE; value++) {
      byte code = MuLaw.encode(value * 0x1p-15f);
      int exponent = (~code & 0x70) >> 4;
      double decoded = MuLaw.decode(code) * 0x1p15;
      int heard = Math.max(-32635, Math.min(32635, value));
      assertTrue(Math.abs(decoded - heard) <= 4 << exponent, value + " became " + decoded);
    }
  }

  @Test
  void everyDecodedByteIsEncodedAsItself() {
    for (byte code : everyByte()) {
      double sample = MuLaw.decode(code);
      assertEquals(sample, MuLaw.decode(MuLaw.encode((float) sample)));
    }
    assertEquals(MuLaw.encode(1), MuLaw.encode(7));
    assertEquals(MuLaw.encode(-1), MuLaw.encode(-7));
    assertEquals((byte) 0xFF, MuLaw.encode(0));
  }

  private static byte[] everyByte() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return all;
  }

  private static float[] oracle(byte[] file) throws IOException, UnsupportedAudioFileException {
    try (AudioInputStream coded = AudioSystem.getAudioInputStream(new ByteArrayInputStream(file));
        AudioInputStream linear = AudioSystem.getAudioInputStream(Encoding.PCM_SIGNED, coded)) {
      ByteOrder order =
          linear.getFormat().isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      ShortBuffer shorts = ByteBuffer.wrap(linear.readAllBytes()).order(order).asShortBuffer();
      float[] samples = new float[shorts.remaining()];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = shorts.get(i) * 0x1p-15f;
      }
      return samples;
    }
  }
}
