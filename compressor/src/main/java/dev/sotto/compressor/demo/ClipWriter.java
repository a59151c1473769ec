package dev.sotto.compressor.demo;

import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.MuLaw;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Clips as telephones have them: mono WAV of 8 kHz and 8-bit mu-law, 8 KB a second.
 *
 * <p>The file is {@code RIFF}, a {@code fmt} chunk of 18 bytes (format tag 7), the {@code fact}
 * chunk that every format but PCM must have, and {@code data}, padded to an even length.
 */
public final class ClipWriter {
  /** Samples, and bytes, of a second. */
  public static final int SAMPLE_RATE = 8_000;

  private static final short MU_LAW = 7;
  private static final int HEADER_BYTES = 58;

  private ClipWriter() {}

  /** The bytes of a WAV file that holds {@code clip}. */
  public static byte[] wav(AudioClip clip) {
    float[] samples = clip.resampled(SAMPLE_RATE).samples();
    int padding = samples.length & 1;
    ByteBuffer wav =
        ByteBuffer.allocate(HEADER_BYTES + samples.length + padding).order(ByteOrder.LITTLE_ENDIAN);
    chunk(wav, "RIFF", wav.capacity() - 8).put(ascii("WAVE"));
    chunk(wav, "fmt ", 18)
        .putShort(MU_LAW)
        .putShort((short) 1)
        .putInt(SAMPLE_RATE)
        .putInt(SAMPLE_RATE)
        .putShort((short) 1)
        .putShort((short) 8)
        .putShort((short) 0);
    chunk(wav, "fact", 4).putInt(samples.length);
    chunk(wav, "data", samples.length);
    for (float sample : samples) {
      wav.put(MuLaw.encode(sample));
    }
    return wav.array();
  }

  private static ByteBuffer chunk(ByteBuffer wav, String id, int length) {
    return wav.put(ascii(id)).putInt(length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
