package dev.sotto.runtime.audio;

import static dev.sotto.runtime.audio.AudioFiles.assertRefused;
import static dev.sotto.runtime.audio.AudioFiles.read;
import static dev.sotto.runtime.audio.WavFile.chunk;
import static dev.sotto.runtime.audio.WavFile.doubles;
import static dev.sotto.runtime.audio.WavFile.extensible;
import static dev.sotto.runtime.audio.WavFile.floats;
import static dev.sotto.runtime.audio.WavFile.fmt;
import static dev.sotto.runtime.audio.WavFile.join;
import static dev.sotto.runtime.audio.WavFile.riff;
import static dev.sotto.runtime.audio.WavFile.shorts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavStreamTest {
  private static final byte[] FMT = fmt(1, 1, 16000, 16);
  private static final byte[] TWO_SAMPLES = shorts((short) 16384, (short) -32768);
  private static final float[] TWO_VALUES = {0.5f, -1f};

  @TempDir private Path folder;

  @Test
  void sixteenBitSamplesAtSixteenKilohertzAreExact() throws IOException {
    short[] samples = new short[100_000];
    Random random = new Random(1);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) random.nextInt();
    }
    float[] actual = read(folder, WavFile.of(16000, samples));
    assertEquals(samples.length, actual.length);
    for (int i = 0; i < samples.length; i++) {
      assertEquals(samples[i] / 32768f, actual[i]);
    }
  }

  @Test
  void everySampleFormIsScaledToFullScaleOne() throws IOException {
    byte[] eight = {(byte) 0xC0, 0, (byte) 0x80};
    assertValues(WavFile.of(1, 1, 16000, 8, eight), 0.5f, -1, 0);
    byte[] twentyFour = {0, 0, 0x40, 0, 0, (byte) 0x80, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
    assertValues(WavFile.of(1, 1, 16000, 24, twentyFour), 0.5f, -1, -0x1p-23f);
    byte[] thirtyTwo = {0, 0, 0, 0x40, 0, 0, 0, (byte) 0x80};
    assertValues(WavFile.of(1, 1, 16000, 32, thirtyTwo), 0.5f, -1);
    assertValues(WavFile.of(3, 1, 16000, 32, floats(0.25f, -1.5f)), 0.25f, -1.5f);
    assertValues(WavFile.of(3, 1, 16000, 64, doubles(0.25, -1.5)), 0.25f, -1.5f);
  }

  @Test
  void channelsAreAveraged() throws IOException {
    byte[] frames = shorts((short) 16384, (short) -8192, (short) 1, (short) 0);
    assertValues(WavFile.of(1, 2, 16000, 16, frames), 0.125f, 0x1p-16f);
  }

  @Test
  void theExtensibleFormIsRead() throws IOException {
    assertValues(riff(extensible(1, 1, 16000, 16), chunk("data", 4, TWO_SAMPLES)), TWO_VALUES);
    byte[] data = chunk("data", 8, floats(0.5f, -1));
    assertValues(riff(extensible(3, 1, 16000, 32), data), TWO_VALUES);
  }

  @Test
  void otherChunksAndTheirPaddingAreSkipped() throws IOException {
    byte[] list = chunk("LIST", 3, new byte[] {1, 2, 3});
    byte[] data = chunk("data", 4, TWO_SAMPLES);
    assertValues(riff(list, FMT, list, data, list), TWO_VALUES);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0xFFFFFFFF, 0x7FFFF000})
  void aStreamOfUnknownLengthIsReadToTheEndOfTheFile(int length) throws IOException {
    int riffLength = length == 0 ? 36 : length;
    assertValues(riff(riffLength, FMT, chunk("data", length, TWO_SAMPLES)), TWO_VALUES);
    assertValues(riff(0, FMT, chunk("data", length, TWO_SAMPLES)), TWO_VALUES);
  }

  @Test
  void truncationIsRefused() throws IOException {
    byte[] whole = WavFile.of(16000, new short[1000]);
    String expected = "announces 2000 bytes but the file ends after 1000; it is truncated";
    assertRefused(folder, Arrays.copyOf(whole, whole.length - 1000), expected);
    for (int length = 12; length < 44; length++) {
      assertRefused(folder, Arrays.copyOf(whole, length), "ends within its header");
    }
    assertRefused(folder, riff(chunk("LIST", 0x7FFFFFFF, new byte[4])), "within its header");
    assertRefused(folder, riff(chunk("fmt ", 0xFFFFFFFF, new byte[4])), "within its header");
  }

  @Test
  void aFileWithoutSamplesIsRefused() throws IOException {
    assertRefused(folder, WavFile.of(16000), "no audio");
    byte[] list = chunk("LIST", 4, new byte[4]);
    assertRefused(folder, riff(FMT, chunk("data", 0, new byte[0]), list), "no audio");
    assertRefused(folder, riff(FMT, list), "ends within its header");
  }

  @Test
  void dataBeforeItsFormatIsRefused() throws IOException {
    byte[] file = riff(chunk("data", 4, TWO_SAMPLES), FMT);
    assertRefused(folder, file, "expected a fmt chunk before the data chunk");
  }

  @ParameterizedTest
  @CsvSource({
    "6, 16, A-law of 16 bits",
    "7, 16, mu-law of 16 bits",
    "0x55, 16, MP3 of 16 bits",
    "0x1234, 16, format 0x1234",
    "1, 48, PCM of 48 bits",
    "3, 16, float of 16 bits"
  })
  void otherEncodingsAreRefusedByName(String code, int bits, String expected) throws IOException {
    byte[] file = WavFile.of(Integer.decode(code), 1, 16000, bits, new byte[48]);
    assertRefused(folder, file, "found " + expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 999, 200_003, 767_999, 768_001, 0x7FFFFFFF, 0xFFFFFFFF})
  void aRateThatNoRecordingHasIsRefused(int rate) throws IOException {
    assertRefused(folder, WavFile.of(rate, (short) 1), "expected a sample rate of 1000 to 768000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65, 65535})
  void aChannelCountThatNoRecordingHasIsRefused(int channels) throws IOException {
    byte[] file = WavFile.of(1, channels, 16000, 8, new byte[0]);
    assertRefused(folder, file, "expected 1 to 64 channels, found " + channels);
  }

  @Test
  void aBlockSizeThatContradictsTheFormatIsRefused() throws IOException {
    byte[] file = join(WavFile.of(16000, (short) 1));
    file[32] = 3;
    assertRefused(folder, file, "expected frames of 2 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      floats = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        1e30f,
        20_000,
        -100,
        9
      })
  void samplesThatAreNoSoundAreRefused(float sample) throws IOException {
    String expected = "expected samples of magnitude 1 or so, found ";
    assertRefused(folder, WavFile.of(3, 1, 16000, 32, floats(0, sample)), expected);
    assertRefused(folder, WavFile.of(3, 1, 16000, 64, doubles(0, sample)), expected);
    byte[] data = chunk("data", 8, floats(0, sample));
    assertRefused(folder, riff(extensible(3, 1, 16000, 32), data), expected);
    // The average of these two is silence.
    assertRefused(folder, WavFile.of(3, 2, 16000, 32, floats(sample, -sample)), expected);
  }

  @Test
  void floatsMayOvershoot() throws IOException {
    assertValues(WavFile.of(3, 1, 16000, 32, floats(4, -7.5f)), 4, -7.5f);
  }

  @Test
  void theFloatsOfTheSizeOfIntegersAreRefused() {
    Path file = SharedFiles.shared("cases/10-float-wav-int16-scale/scaled.wav");
    assertRefused(file, "expected samples of magnitude 1 or so, found -64.0");
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 0, -1})
  void rf64IsRead(long announced) throws IOException {
    for (String id : new String[] {"RF64", "BW64"}) {
      assertValues(rf64(id, announced, chunk("data", -1, TWO_SAMPLES)), TWO_VALUES);
    }
    byte[] data = chunk("data", 4, TWO_SAMPLES);
    byte[] list = chunk("LIST", 4, new byte[4]);
    assertValues(rf64("RF64", 4, join(list, data, list)), TWO_VALUES);
  }

  @Test
  void aTruncatedRf64IsRefused() throws IOException {
    byte[] file = rf64("RF64", 1L << 33, chunk("data", -1, TWO_SAMPLES));
    assertRefused(folder, file, "announces 8589934592 bytes but the file ends after 4");
  }

  @Test
  void theRf64OfAnotherProgramIsRead() {
    Path file = SharedFiles.shared("cases/20-mp3-wav-heads/rf64.wav");
    assertEquals(14_064, AudioReader.read(file).samples().length);
  }

  private static byte[] rf64(String id, long dataBytes, byte[] chunks) {
    byte[] sizes = new byte[28];
    ByteBuffer.wrap(sizes).order(ByteOrder.LITTLE_ENDIAN).putLong(8, dataBytes);
    byte[] file = riff(-1, chunk("ds64", sizes.length, sizes), FMT, chunks);
    ByteBuffer.wrap(file).put(id.getBytes(StandardCharsets.US_ASCII));
    return file;
  }

  @Test
  void whatFollowsTheSoundMayBeChunksTagsAndZeros() throws IOException {
    byte[] data = chunk("data", 4, TWO_SAMPLES);
    byte[] odd = chunk("LIST", 3, new byte[] {1, 2, 3});
    byte[] unpadded = Arrays.copyOf(odd, odd.length - 1);
    byte[] tag = Arrays.copyOf("TAGtitle".getBytes(StandardCharsets.US_ASCII), 128);
    assertValues(riff(FMT, data, odd, unpadded, chunk("id3 ", 2, new byte[2])), TWO_VALUES);
    assertValues(riff(FMT, data, chunk("LIST", 100, new byte[2])), TWO_VALUES);
    assertValues(riff(FMT, data, tag), TWO_VALUES);
    assertValues(riff(FMT, data, new byte[1000]), TWO_VALUES);
    byte[] eight = {(byte) 0xC0, 0, (byte) 0x80};
    byte[] fmt = fmt(1, 1, 16000, 8);
    assertValues(riff(fmt, join(chunk("data", 3, eight), odd)), 0.5f, -1, 0);
    byte[] bare = Arrays.copyOf(chunk("data", 3, eight), 11);
    assertValues(riff(fmt, join(bare, chunk("LIST", 2, new byte[2]))), 0.5f, -1, 0);
  }

  @Test
  void soundBehindTheDataChunkIsRefused() throws IOException {
    byte[] data = chunk("data", 4, TWO_SAMPLES);
    byte[] whole = riff(FMT, data);
    String expected = "more sound follows the data chunk";
    assertRefused(folder, join(whole, whole), expected);
    assertRefused(folder, riff(FMT, data, chunk("LIST", 2, new byte[2]), data), expected);
    assertRefused(folder, join(whole, shorts(new short[] {-9, 40, -3, 7, 12, 99})), expected);
  }

  @Test
  void randomHeadersAreReadOrRefused() throws IOException {
    Random random = new Random(3);
    byte[] valid = riff(FMT, chunk("LIST", 4, new byte[4]), chunk("data", 4, TWO_SAMPLES));
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = valid.clone();
      for (int k = 0; k < 3; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      AudioFiles.assertReadOrRefused(folder, damaged);
    }
  }

  private void assertValues(byte[] file, float... expected) throws IOException {
    assertArrayEquals(expected, read(folder, file));
  }
}
