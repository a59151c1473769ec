package dev.sotto.runtime.audio;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Small sound recordings by file name, one for each form of samples. */
public final class AudioSeeds {
  private static final int SAMPLES = 600;
  private static final int RATE = 8_000;

  /** MPEG 1 layer III, 128 kbit/s, 44.1 kHz, mono. */
  private static final int MP3_HEADER = 0xFFFB90C0;

  private static final int MP3_FRAME_BYTES = 417;

  private AudioSeeds() {}

  public static Map<String, byte[]> all() {
    Map<String, byte[]> all = new TreeMap<>();
    for (int bits : new int[] {8, 16, 24, 32}) {
      all.put("pcm" + bits + ".wav", WavFile.of(1, 2, RATE, bits, noise(2 * SAMPLES * bits / 8)));
    }
    all.put("alaw.wav", WavFile.of(6, 1, RATE, 8, noise(SAMPLES)));
    all.put("mulaw.wav", WavFile.of(7, 1, RATE, 8, noise(SAMPLES)));
    all.put("float.wav", WavFile.of(3, 1, RATE, 32, WavFile.floats(0, 0.5f, -0.5f, 0.25f, 1)));
    all.put("double.wav", WavFile.of(3, 1, RATE, 64, WavFile.doubles(0, 0.5, -0.5, 0.25, 1)));
    all.put(
        "extensible.wav",
        WavFile.riff(
            WavFile.extensible(1, 1, RATE, 16), WavFile.chunk("data", SAMPLES, noise(SAMPLES))));
    int[] left = IntStream.range(0, SAMPLES).map(i -> i * 37 % 199 - 99).toArray();
    int[] right = IntStream.range(0, SAMPLES).map(i -> i * 61 % 179 - 89).toArray();
    all.put("mono.flac", FlacFile.of(16, RATE, SAMPLES, new byte[0], left));
    all.put("stereo.flac", FlacFile.of(16, RATE, SAMPLES, new byte[0], left, right));
    all.put("frames.mp3", frames());
    return all;
  }

  /** Frames whose side information says that they hold nothing: silence. */
  private static byte[] frames() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int frame = 0; frame < 4; frame++) {
      byte[] bytes = new byte[MP3_FRAME_BYTES];
      for (int i = 0; i < Integer.BYTES; i++) {
        bytes[i] = (byte) (MP3_HEADER >> (24 - 8 * i));
      }
      file.writeBytes(bytes);
    }
    return file.toByteArray();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 % 253);
    }
    return bytes;
  }
}
