package dev.sotto.models.shape;

import java.util.Arrays;
import java.util.List;

/** Shape and Size: what is known of every tensor. */
final class ShapeOf {
  private ShapeOf() {}

  static List<ShapedValue> shape(OperatorCall call) {
    long[] shape = call.input(0).shape();
    int start = bound(call.attribute("start", 0), shape.length);
    int end = bound(call.attribute("end", shape.length), shape.length);
    return List.of(ShapedValue.list(Arrays.copyOfRange(shape, start, Math.max(start, end))));
  }

  static List<ShapedValue> size(OperatorCall call) {
    return List.of(ShapedValue.scalar(call.input(0).elements()));
  }

  private static int bound(long axis, int rank) {
    return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  }
}
