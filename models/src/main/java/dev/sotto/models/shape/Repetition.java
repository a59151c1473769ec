package dev.sotto.models.shape;

import java.util.List;

/** Expand, which broadcasts to a shape, and Tile, which repeats each axis. */
final class Repetition {
  private Repetition() {}

  static List<ShapedValue> expand(OperatorCall call) {
    ShapedValue input = call.input(0);
    long[] shape = Elementwise.broadcast(input.shape(), call.values(1));
    return List.of(Elementwise.spread(input, shape));
  }

  static List<ShapedValue> tile(OperatorCall call) {
    ShapedValue input = call.input(0);
    long[] repeats = call.values(1);
    long[] shape = input.shape();
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = Math.multiplyExact(shape[axis], repeats[axis]);
    }
    return List.of(
        input.rearranged(
            shape,
            index -> {
              for (int axis = 0; axis < index.length; axis++) {
                index[axis] %= input.size(axis);
              }
              return index;
            }));
  }
}
