package dev.sotto.models.shape;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Gather and GatherND: pick entries of the data by index. */
final class Gather {
  private Gather() {}

  /** The indexed axis is replaced by the axes of the indices. */
  static List<ShapedValue> gather(OperatorCall call) {
    ShapedValue data = call.input(0);
    ShapedValue indices = call.input(1);
    int axis = call.axis(0, data.rank());
    long size = data.size(axis);
    long[] shape =
        concat(
            LongStream.of(data.shape()).limit(axis),
            LongStream.of(indices.shape()),
            LongStream.of(data.shape()).skip(axis + 1L));
    Optional<long[]> values = data.values();
    Optional<long[]> picked = indices.values();
    if (data.rank() != 1 || values.isEmpty() || picked.isEmpty()) {
      return List.of(ShapedValue.ofShape(shape));
    }
    return List.of(
        ShapedValue.known(
            shape,
            LongStream.of(picked.get())
                .map(index -> values.get()[Math.toIntExact(index < 0 ? index + size : index)])
                .toArray()));
  }

  /** Each vector of {@code k} indices replaces the {@code k} axes behind the batch axes. */
  static List<ShapedValue> gatherNd(OperatorCall call) {
    ShapedValue data = call.input(0);
    ShapedValue indices = call.input(1);
    long vector = indices.size(indices.rank() - 1);
    return List.of(
        ShapedValue.ofShape(
            concat(
                LongStream.of(indices.shape()).limit(indices.rank() - 1L),
                LongStream.empty(),
                LongStream.of(data.shape()).skip(call.attribute("batch_dims", 0) + vector))));
  }

  /**
   * com.microsoft GatherBlockQuantized: as Gather along the first axis, of numbers of which {@code
   * 8 / bits} lie in a byte along the last.
   */
  static List<ShapedValue> gatherBlocks(OperatorCall call) {
    long[] data = call.input(0).shape();
    data[data.length - 1] *= Byte.SIZE / call.attribute("bits", 4);
    return List.of(
        ShapedValue.ofShape(
            concat(
                LongStream.of(call.input(1).shape()),
                LongStream.empty(),
                LongStream.of(data).skip(1))));
  }

  private static long[] concat(LongStream first, LongStream second, LongStream third) {
    return LongStream.concat(LongStream.concat(first, second), third).toArray();
  }
}
