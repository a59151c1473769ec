package dev.sotto.runtime.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Lengths of chunks that do not fit into 32 bits: the {@code ds64} chunk of RF64 and BW64 (<a
 * href="https://tech.ebu.ch/docs/tech/tech3306v1_1.pdf">EBU Tech 3306</a>, ITU-R BS.2088).
 *
 * @param bytes of each chunk whose own length is {@link #ELSEWHERE}, by its four characters
 */
record Rf64Sizes(Map<Integer, Long> bytes) {
  /** The length that a chunk gives whose true one stands here. */
  static final long ELSEWHERE = 0xFFFF_FFFFL;

  static final Rf64Sizes NONE = new Rf64Sizes(Map.of());

  /** Bytes of the chunk that matter: no file has more than a few long chunks. */
  static final int MAX_BYTES = 28 + 12 * 64;

  private static final int DATA_SIZE = 8;
  private static final int TABLE_LENGTH = 24;
  private static final int TABLE = 28;
  private static final int ENTRY_BYTES = 12;

  /** Reads the first {@link #MAX_BYTES} bytes of the chunk, or fewer if it is shorter. */
  static Rf64Sizes parse(byte[] chunk, int dataId) {
    ByteBuffer fields = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    if (chunk.length < DATA_SIZE + Long.BYTES) {
      return NONE;
    }
    Map<Integer, Long> bytes = new HashMap<>();
    bytes.put(dataId, fields.getLong(DATA_SIZE));
    long entries = chunk.length < TABLE ? 0 : Integer.toUnsignedLong(fields.getInt(TABLE_LENGTH));
    for (int at = TABLE; entries > 0 && at + ENTRY_BYTES <= chunk.length; at += ENTRY_BYTES) {
      bytes.put(Integer.reverseBytes(fields.getInt(at)), fields.getLong(at + Integer.BYTES));
      entries--;
    }
    return new Rf64Sizes(Map.copyOf(bytes));
  }

  /** The length of a chunk that gives {@code own}. */
  long length(int id, long own) {
    return own == ELSEWHERE ? bytes.getOrDefault(id, own) : own;
  }
}
