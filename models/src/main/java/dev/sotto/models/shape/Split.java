package dev.sotto.models.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Split: cuts a tensor along one axis into parts whose sizes are given, as packed products are. */
final class Split implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    long[] shape = call.input(0).shape();
    int axis = call.axis(0, shape.length);
    long[] sizes = call.list("split", 1).orElseThrow(() -> call.fail("gives no sizes of parts"));
    if (LongStream.of(sizes).sum() != shape[axis]) {
      throw new IllegalArgumentException(
          "cannot cut " + call.input(0) + " into " + ShapedValue.list(sizes));
    }
    List<ShapedValue> parts = new ArrayList<>();
    for (long size : sizes) {
      shape[axis] = size;
      parts.add(ShapedValue.ofShape(shape.clone()));
    }
    return parts;
  }
}
