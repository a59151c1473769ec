package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.stream.IntStream;

/**
 * What is left of a tensor when only some elements along one axis stay, cut when it is asked for.
 */
final class SlicedData implements TensorData {
  /** Fits the second-level cache. */
  private static final int PIECE_BYTES = 1 << 18;

  private final Tensor source;
  private final Ranges kept;

  /** Rows before the axis, and bytes of one step along it. */
  private final int rows;

  private final int stepBytes;
  private final int rowBytes;

  private SlicedData(Tensor source, int axis, Ranges kept) {
    long[] shape = source.shape();
    long before = 1;
    for (int index = 0; index < axis; index++) {
      before *= shape[index];
    }
    this.source = source;
    this.kept = kept;
    this.rows = Math.toIntExact(before);
    this.rowBytes = Math.toIntExact(source.data().byteSize() / before);
    this.stepBytes = Math.toIntExact(rowBytes / shape[axis]);
  }

  /** {@code source} with only {@code kept} along {@code axis}. */
  static Tensor slice(Tensor source, int axis, Ranges kept) {
    long[] shape = source.shape();
    shape[axis] = kept.size();
    return source.withData(shape, new SlicedData(source, axis, kept));
  }

  @Override
  public long byteSize() {
    return (long) rows * kept.size() * stepBytes;
  }

  @Override
  public ByteBuffer bytes() {
    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(byteSize()));
    try {
      fill(new Pieces(whole, full -> {}));
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return whole.flip().asReadOnlyBuffer();
  }

  @Override
  public void writeTo(WritableByteChannel target) throws IOException {
    int size = (int) Math.min(PIECE_BYTES, byteSize());
    Pieces pieces = new Pieces(ByteBuffer.allocateDirect(size), full -> writeAll(target, full));
    fill(pieces);
    pieces.flush();
  }

  private static void writeAll(WritableByteChannel target, ByteBuffer full) throws IOException {
    while (full.hasRemaining()) {
      target.write(full);
    }
  }

  private void fill(Pieces to) throws IOException {
    if (stepBytes == Integer.BYTES && kept.runs().size() > 1) {
      gatherElements(source.bytes().asIntBuffer(), to);
      return;
    }
    ByteBuffer from = source.bytes();
    for (int row = 0; row < rows; row++) {
      for (Ranges.Range run : kept.runs()) {
        to.put(from, row * rowBytes + run.from() * stepBytes, run.size() * stepBytes);
      }
    }
  }

  /**
   * Units leave in runs of few elements, where copying run by run costs more than picking the
   * elements.
   */
  private void gatherElements(IntBuffer from, Pieces to) throws IOException {
    int[] indices =
        kept.runs().stream().flatMapToInt(run -> IntStream.range(run.from(), run.to())).toArray();
    int[] before = new int[rowBytes / Integer.BYTES];
    int[] after = new int[indices.length];
    for (int row = 0; row < rows; row++) {
      from.get(row * before.length, before);
      for (int index = 0; index < indices.length; index++) {
        after[index] = before[indices[index]];
      }
      to.put(after);
    }
  }
}
