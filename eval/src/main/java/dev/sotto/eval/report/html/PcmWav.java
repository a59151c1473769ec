package dev.sotto.eval.report.html;

import dev.sotto.runtime.audio.AudioClip;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A clip as every browser plays it: mono WAV with 16-bit integers. */
final class PcmWav {
  private static final int HEADER_BYTES = 44;
  private static final int FULL_SCALE = 32_768;
  private static final short PCM = 1;

  private PcmWav() {}

  /** How many bytes {@link #write} gives. */
  static long bytes(AudioClip clip) {
    return HEADER_BYTES + 2L * clip.samples().length;
  }

  static byte[] write(AudioClip clip) {
    int dataBytes = Math.toIntExact(bytes(clip) - HEADER_BYTES);
    ByteBuffer wav = ByteBuffer.allocate(HEADER_BYTES + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + dataBytes).put(ascii("WAVE"));
    wav.put(ascii("fmt ")).putInt(16).putShort(PCM).putShort((short) 1);
    wav.putInt(clip.sampleRate()).putInt(2 * clip.sampleRate());
    wav.putShort((short) 2).putShort((short) 16);
    wav.put(ascii("data")).putInt(dataBytes);
    for (float sample : clip.samples()) {
      int rounded = Math.round(sample * FULL_SCALE);
      wav.putShort((short) Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, rounded)));
    }
    return wav.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
