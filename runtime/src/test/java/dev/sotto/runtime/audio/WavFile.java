package dev.sotto.runtime.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes WAV files chunk by chunk, sound or not. */
public final class WavFile {
  private static final byte[] GUID_TAIL = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  private WavFile() {}

  /** A whole file of one {@code fmt} and one {@code data} chunk. */
  static byte[] of(int code, int channels, int rate, int bits, byte[] data) {
    return riff(fmt(code, channels, rate, bits), chunk("data", data.length, data));
  }

  /** A 16-bit mono file. */
  static byte[] of(int rate, short... samples) {
    return of(1, 1, rate, 16, shorts(samples));
  }

  static byte[] riff(byte[]... chunks) {
    byte[] body = join(chunks);
    return riff(4 + body.length, body);
  }

  static byte[] riff(int announced, byte[]... chunks) {
    return join(
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("RIFF".getBytes(StandardCharsets.US_ASCII))
            .putInt(announced)
            .put("WAVE".getBytes(StandardCharsets.US_ASCII))
            .array(),
        join(chunks));
  }

  static byte[] fmt(int code, int channels, int rate, int bits) {
    byte[] body = new byte[16];
    putFields(body, code, channels, rate, bits);
    return chunk("fmt ", body.length, body);
  }

  static byte[] extensible(int subformat, int channels, int rate, int bits) {
    byte[] body = new byte[40];
    ByteBuffer fields = putFields(body, 0xFFFE, channels, rate, bits);
    fields.putShort((short) 22).putShort((short) bits).putInt(0);
    fields.putShort((short) subformat).put(GUID_TAIL);
    return chunk("fmt ", body.length, body);
  }

  private static ByteBuffer putFields(byte[] body, int code, int channels, int rate, int bits) {
    int frameBytes = channels * bits / 8;
    return ByteBuffer.wrap(body)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) code)
        .putShort((short) channels)
        .putInt(rate)
        .putInt(rate * frameBytes)
        .putShort((short) frameBytes)
        .putShort((short) bits);
  }

  /** A chunk that announces a length, padded to an even one. */
  static byte[] chunk(String id, int announced, byte[] body) {
    return ByteBuffer.allocate(8 + body.length + (body.length & 1))
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(id.getBytes(StandardCharsets.US_ASCII))
        .putInt(announced)
        .put(body)
        .array();
  }

  static byte[] shorts(short... samples) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(samples);
    return bytes.array();
  }

  static byte[] floats(float... samples) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(samples);
    return bytes.array();
  }

  static byte[] doubles(double... samples) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(samples);
    return bytes.array();
  }

  static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
