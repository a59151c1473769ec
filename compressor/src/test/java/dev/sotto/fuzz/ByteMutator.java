package dev.sotto.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages bytes that nobody understands: flips, cuts, repetitions, numbers in either order. */
final class ByteMutator {
  /** Where formats keep their sizes and counts. */
  private static final int HEADER_BYTES = 128;

  private ByteMutator() {}

  static byte[] mutate(byte[] source, Random random) {
    byte[] bytes = source.clone();
    for (int left = 1 + random.nextInt(4); left > 0 && bytes.length > 0; left--) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] bytes, Random random) {
    int reach = random.nextBoolean() ? Math.min(HEADER_BYTES, bytes.length) : bytes.length;
    int at = random.nextInt(reach);
    int length = 1 + random.nextInt(Math.min(bytes.length - at, 1 + random.nextInt(4096)));
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> putNumber(bytes, at, random);
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        return join(bytes, at, bytes, at + length);
      }
      case 5 -> {
        return join(bytes, at + length, bytes, at);
      }
      case 6 -> {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, at, length);
      }
      default -> {
        int other = random.nextInt(bytes.length);
        int moved = Math.min(length, bytes.length - Math.max(at, other));
        System.arraycopy(bytes.clone(), other, bytes, at, moved);
      }
    }
    return bytes;
  }

  private static void putNumber(byte[] bytes, int at, Random random) {
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long number = Extremes.whole(bytes[at], random);
    int room = bytes.length - at;
    switch (random.nextInt(3)) {
      case 0 -> {
        if (room >= Short.BYTES) {
          buffer.putShort(at, (short) number);
        }
      }
      case 1 -> {
        if (room >= Integer.BYTES) {
          buffer.putInt(at, (int) number);
        }
      }
      default -> {
        if (room >= Long.BYTES) {
          buffer.putLong(at, number);
        }
      }
    }
  }

  /** The first {@code end} bytes of one array and those of another from {@code start}. */
  private static byte[] join(byte[] head, int end, byte[] tail, int start) {
    byte[] joined = Arrays.copyOf(head, end + tail.length - start);
    System.arraycopy(tail, start, joined, end, tail.length - start);
    return joined;
  }
}
