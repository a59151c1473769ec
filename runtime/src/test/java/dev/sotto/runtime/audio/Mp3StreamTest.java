package dev.sotto.runtime.audio;

import static dev.sotto.runtime.audio.AudioFiles.assertRefused;
import static dev.sotto.runtime.audio.AudioFiles.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * On frames whose side information is all zeros: they hold no coefficients and decode to silence.
 */
public class Mp3StreamTest {
  /** 32 kHz, 64 kbit/s, MPEG-1 layer III without checksum, mono: 288 bytes, 1152 samples. */
  static final int HEADER = 0xFFFB58C0;

  static final int FRAME_BYTES = 288;

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}: {1} bytes, {2} samples at {3} Hz")
  @CsvSource({
    "FFFB58C0, 288, 1152, 32000", // MPEG-1, mono
    "FFFB5800, 288, 1152, 32000", // MPEG-1, stereo
    "FFFB5840, 288, 1152, 32000", // MPEG-1, joint stereo
    "FFFB90C0, 417, 1152, 44100",
    "FFFB94C0, 384, 1152, 48000",
    "FFF380C0, 208, 576, 22050", // MPEG-2, mono, 64 kbit/s
    "FFF38400, 192, 576, 24000", // MPEG-2, stereo
    "FFF388C0, 288, 576, 16000",
    "FFE380C0, 417, 576, 11025", // MPEG-2.5
    "FFE388C0, 576, 576, 8000"
  })
  void silentFramesGiveSilenceOfTheirLengthAndRate(
      String header, int frameBytes, int frameSamples, int rate) throws IOException {
    int frames = 10;
    byte[] file = silence(Integer.parseUnsignedInt(header, 16), frameBytes, frames);
    long expected = ((long) frames * frameSamples * 16000 + rate - 1) / rate;
    assertArrayEquals(new float[(int) expected], read(folder, file));
  }

  @Test
  void tagsBeforeAndBehindTheFramesAreSkipped() throws IOException {
    byte[] before = "ID3\4\0\0\0\0\0\4abcd".getBytes(StandardCharsets.ISO_8859_1);
    byte[] behind = Arrays.copyOf("TAG".getBytes(StandardCharsets.ISO_8859_1), 128);
    byte[] file = WavFile.join(before, silence(HEADER, FRAME_BYTES, 10), behind);
    assertEquals(10 * 576, read(folder, file).length);
  }

  @Test
  void theInformationFrameIsNotPlayed() throws IOException {
    byte[] file = silence(HEADER, FRAME_BYTES, 10);
    put(file, 21, "Info");
    assertEquals(9 * 576, read(folder, file).length);
  }

  @Test
  void theDelayAndPaddingOfTheEncoderAreCutOff() throws IOException {
    byte[] file = silence(HEADER, FRAME_BYTES, 11);
    put(file, 21, "Xing");
    ByteBuffer.wrap(file).putInt(25, 0xF).putInt(29, 10);
    put(file, 21 + 120, "LAME");
    int delay = 576;
    int padding = 1000;
    ByteBuffer.wrap(file).putInt(21 + 140, delay << 12 | padding);
    assertEquals((10 * 1152 - delay - padding) / 2, read(folder, file).length);
  }

  @Test
  void framesWithoutABitRateAreRefused() throws IOException {
    byte[] file = silence(0xFFFB08C0, 4, 100);
    assertRefused(folder, file, "found free format");
  }

  @Test
  void layersThatTheDecoderLacksAreRefusedByName() throws IOException {
    assertRefused(folder, silence(0xFFF588C0, 576, 3), "found MPEG-2 layer II;");
    assertRefused(folder, silence(0xFFF788C0, 384, 3), "found MPEG-2 layer I;");
  }

  @Test
  void aHeaderAloneIsRefused() throws IOException {
    byte[] file = silence(HEADER, FRAME_BYTES, 1);
    assertRefused(folder, Arrays.copyOf(file, 20), "the last frame is truncated");
    assertRefused(folder, Arrays.copyOf(file, 4), "the last frame is truncated");
  }

  @Test
  void framesOfRandomContentAreReadOrRefused() throws IOException {
    Random random = new Random(6);
    for (int i = 0; i < 300; i++) {
      byte[] file = silence(HEADER, FRAME_BYTES, 6);
      for (int k = 0; k < (i % 2 == 0 ? 40 : file.length); k++) {
        int at = random.nextInt(file.length);
        file[at] = at % FRAME_BYTES < 4 && i % 3 != 0 ? file[at] : (byte) random.nextInt();
      }
      AudioFiles.assertReadOrRefused(folder, file);
    }
  }

  static byte[] silence(int header, int frameBytes, int frames) {
    ByteBuffer file = ByteBuffer.allocate(frameBytes * frames);
    for (int frame = 0; frame < frames; frame++) {
      file.putInt(frame * frameBytes, header);
    }
    return file.array();
  }

  static void put(byte[] file, int at, String text) {
    ByteBuffer.wrap(file).position(at).put(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
