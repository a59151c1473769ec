package dev.sotto.models.weights;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.whisper.Ranges;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.stream.IntStream;

/**
 * What is left of a tensor when only some elements along one axis stay, cut when it is asked for.
 */
public final class SlicedData implements TensorData {
  /** Fits the second-level cache. */
  private static final int PIECE_BYTES = 1 << 18;

  private final Tensor source;
  private final AxisSteps steps;
  private final Ranges kept;

  private SlicedData(Tensor source, int axis, Ranges kept) {
    this.source = source;
    this.steps = AxisSteps.of(source, axis);
    this.kept = kept;
  }

  /** {@code source} with only {@code kept} along {@code axis}. */
  public static Tensor slice(Tensor source, int axis, Ranges kept) {
    long[] shape = source.shape();
    shape[axis] = kept.size();
    return source.withData(shape, new SlicedData(source, axis, kept));
  }

  @Override
  public long byteSize() {
    return (long) steps.rows() * kept.size() * steps.stepBytes();
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
    if (steps.stepBytes() == Integer.BYTES && kept.runs().size() > 1) {
      gatherElements(source.bytes().asIntBuffer(), to);
      return;
    }
    ByteBuffer from = source.bytes();
    for (int row = 0; row < steps.rows(); row++) {
      for (Ranges.Range run : kept.runs()) {
        to.put(from, steps.offset(row, run.from()), run.size() * steps.stepBytes());
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
    int[] before = new int[steps.rowBytes() / Integer.BYTES];
    int[] after = new int[indices.length];
    for (int row = 0; row < steps.rows(); row++) {
      from.get(row * before.length, before);
      for (int index = 0; index < indices.length; index++) {
        after[index] = before[indices[index]];
      }
      to.put(after);
    }
  }
}
