package dev.sotto.models.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Collects bytes in a buffer that is emptied whenever it is full. */
final class Pieces {
  private final ByteBuffer piece;
  private final Emptying emptying;

  /** What happens to a full buffer. */
  interface Emptying {
    void empty(ByteBuffer full) throws IOException;
  }

  /**
   * @param piece large enough for everything, unless {@code emptying} takes what it holds
   */
  Pieces(ByteBuffer piece, Emptying emptying) {
    this.piece = piece.order(ByteOrder.LITTLE_ENDIAN);
    this.emptying = emptying;
  }

  void put(ByteBuffer from, int offset, int bytes) throws IOException {
    int done = 0;
    while (done < bytes) {
      makeRoom(1);
      int part = Math.min(bytes - done, piece.remaining());
      piece.put(piece.position(), from, offset + done, part);
      piece.position(piece.position() + part);
      done += part;
    }
  }

  void put(int[] values) throws IOException {
    int done = 0;
    while (done < values.length) {
      makeRoom(Integer.BYTES);
      int part = Math.min(values.length - done, piece.remaining() / Integer.BYTES);
      piece.asIntBuffer().put(values, done, part);
      piece.position(piece.position() + part * Integer.BYTES);
      done += part;
    }
  }

  /** Empties what is left. */
  void flush() throws IOException {
    emptying.empty(piece.flip());
    piece.clear();
  }

  private void makeRoom(int bytes) throws IOException {
    if (piece.remaining() < bytes) {
      flush();
    }
  }
}
