package dev.sotto.runtime.audio;

import java.io.ByteArrayOutputStream;

/** Writes FLAC files of verbatim subframes (RFC 9639), whose samples are stored as they are. */
final class FlacFile {
  private static final int SAMPLES_PER_FRAME = 256;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long pendingBits;
  private int pendingCount;

  private FlacFile() {}

  /** One file; {@code total} is the number of samples that its description announces. */
  static byte[] of(int bits, int rate, long total, byte[] metadata, int[]... channels) {
    FlacFile file = new FlacFile();
    file.put(0x664C6143, 32);
    file.put(metadata.length == 0 ? 0x80 : 0, 8).put(34, 24);
    file.put(SAMPLES_PER_FRAME, 16).put(SAMPLES_PER_FRAME, 16).put(0, 24).put(0, 24);
    file.put(rate, 20).put(channels.length - 1, 3).put(bits - 1, 5).put(total, 36);
    file.put(0, 64).put(0, 64);
    file.bytes.writeBytes(metadata);
    int samples = channels[0].length;
    for (int start = 0; start < samples; start += SAMPLES_PER_FRAME) {
      int count = Math.min(SAMPLES_PER_FRAME, samples - start);
      file.bytes.writeBytes(frame(bits, start, count, channels));
    }
    return file.bytes.toByteArray();
  }

  /** A last metadata block. */
  static byte[] metadata(int type, byte[] body) {
    FlacFile block = new FlacFile();
    block.put(0x80 | type, 8).put(body.length, 24);
    block.bytes.writeBytes(body);
    return block.bytes.toByteArray();
  }

  private static byte[] frame(int bits, int start, int count, int[]... channels) {
    FlacFile frame = new FlacFile();
    frame.put(0xFFF8, 16).put(0x70, 8).put(channels.length - 1, 4).put(0, 4);
    frame.put(start / SAMPLES_PER_FRAME, 8).put(count - 1, 16);
    frame.put(crc(frame.bytes.toByteArray(), 8, 0x07), 8);
    for (int[] channel : channels) {
      frame.put(0x02, 8);
      for (int i = 0; i < count; i++) {
        frame.put(channel[start + i], bits);
      }
    }
    frame.put(crc(frame.bytes.toByteArray(), 16, 0x8005), 16);
    return frame.bytes.toByteArray();
  }

  private static int crc(byte[] data, int width, int polynomial) {
    int crc = 0;
    for (byte value : data) {
      crc ^= (value & 0xFF) << (width - 8);
      for (int bit = 0; bit < 8; bit++) {
        boolean high = (crc >> (width - 1) & 1) != 0;
        crc = (crc << 1) ^ (high ? polynomial : 0);
      }
      crc &= (1 << width) - 1;
    }
    return crc;
  }

  private FlacFile put(long value, int bits) {
    for (int bit = bits - 1; bit >= 0; bit--) {
      pendingBits = pendingBits << 1 | (value >> bit & 1);
      if (++pendingCount == 8) {
        bytes.write((int) pendingBits);
        pendingBits = 0;
        pendingCount = 0;
      }
    }
    return this;
  }
}
