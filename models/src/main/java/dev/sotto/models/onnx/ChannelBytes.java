package dev.sotto.models.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes buffers to channels. */
final class ChannelBytes {
  /**
   * The JDK copies a heap buffer into a native one of the same size before writing it, so heap
   * bytes go in pieces.
   */
  private static final int HEAP_PIECE_BYTES = 1 << 18;

  private ChannelBytes() {}

  static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    ByteBuffer rest = bytes.duplicate();
    int end = rest.limit();
    while (rest.position() < end) {
      rest.limit(rest.isDirect() ? end : Math.min(end, rest.position() + HEAP_PIECE_BYTES));
      channel.write(rest);
    }
  }
}
