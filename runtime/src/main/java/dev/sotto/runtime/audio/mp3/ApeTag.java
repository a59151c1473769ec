package dev.sotto.runtime.audio.mp3;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * APE tags, versions 1 and 2: counted items between a header, which may be missing, and a footer,
 * which writers forget (<a
 * href="https://wiki.hydrogenaudio.org/index.php?title=APEv2_specification">specification</a>).
 *
 * <p>A tag ends where its items end. The length that it announces is not believed, as frames may
 * lie within it.
 */
final class ApeTag {
  private static final String MAGIC = "APETAGEX";

  /** Of a header and of a footer: magic, version, size, number of items, flags, nothing. */
  private static final int END_BYTES = 32;

  private static final int SIZE = 12;
  private static final int COUNT = 16;
  private static final int FLAGS = 20;
  private static final int HEADER_FLAG = 0x2000_0000;

  /** Before the key of an item: the length of its value, and flags. */
  private static final int ITEM_FIELDS_BYTES = 8;

  private static final int LEAST_KEY_BYTES = 2;
  private static final int MOST_KEY_BYTES = 255;

  private final ByteBuffer bytes;

  /** The tags among the first {@code end} of {@code bytes}. */
  ApeTag(byte[] bytes, int end) {
    this.bytes = ByteBuffer.wrap(bytes, 0, end).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes of the tag whose header or lonely footer is at {@code at}; 0 if none is. */
  int bytesFrom(int at) {
    if (!isEnd(at)) {
      return 0;
    }
    if (!isHeader(at)) {
      return END_BYTES;
    }
    int end = itemsEnd(at + END_BYTES, bytes.limit(), unsigned(at + COUNT));
    if (end < 0) {
      return 0;
    }
    return end - at + (isEnd(end) && !isHeader(end) ? END_BYTES : 0);
  }

  /** Bytes of the tag whose footer ends at {@code end}; 0 if none does. */
  int bytesBefore(int end) {
    int footer = end - END_BYTES;
    if (!isEnd(footer) || isHeader(footer)) {
      return 0;
    }
    long items = footer + END_BYTES - unsigned(footer + SIZE);
    if (items < 0 || itemsEnd((int) items, footer, unsigned(footer + COUNT)) != footer) {
      return 0;
    }
    int header = (int) items - END_BYTES;
    return end - (isEnd(header) ? header : (int) items);
  }

  /** Where {@code count} items from {@code from} on end; -1 if these are no such items. */
  private int itemsEnd(int from, int limit, long count) {
    long at = from;
    for (long item = 0; item < count; item++) {
      long key = at + ITEM_FIELDS_BYTES;
      long keyEnd = key;
      while (keyEnd < limit && bytes.get((int) keyEnd) >= ' ' && bytes.get((int) keyEnd) <= '~') {
        keyEnd++;
      }
      boolean isKey = keyEnd - key >= LEAST_KEY_BYTES && keyEnd - key <= MOST_KEY_BYTES;
      if (!isKey || keyEnd >= limit || bytes.get((int) keyEnd) != 0) {
        return -1;
      }
      at = keyEnd + 1 + unsigned((int) at);
    }
    return at <= limit ? (int) at : -1;
  }

  private boolean isEnd(int at) {
    if (at < 0 || at > bytes.limit() - END_BYTES) {
      return false;
    }
    for (int i = 0; i < MAGIC.length(); i++) {
      if (bytes.get(at + i) != MAGIC.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean isHeader(int at) {
    return (bytes.getInt(at + FLAGS) & HEADER_FLAG) != 0;
  }

  private long unsigned(int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }
}
