package dev.sotto.models.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Concat: joins tensors along one axis; lists of known numbers stay known. */
final class Concat implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    List<ShapedValue> parts = call.inputs().stream().flatMap(Optional::stream).toList();
    long[] shape = call.input(0).shape();
    int axis = call.axis(0, shape.length);
    shape[axis] = 0;
    for (ShapedValue part : parts) {
      long[] others = part.shape();
      others[axis] = shape[axis];
      if (!Arrays.equals(others, shape)) {
        throw new IllegalArgumentException("cannot join " + parts + " along axis " + axis);
      }
      shape[axis] = Math.addExact(shape[axis], part.size(axis));
    }
    if (shape.length > 1 || parts.stream().anyMatch(part -> part.values().isEmpty())) {
      return List.of(ShapedValue.ofShape(shape));
    }
    List<Long> values = new ArrayList<>();
    parts.forEach(part -> LongStream.of(part.values().orElseThrow()).forEach(values::add));
    return List.of(ShapedValue.list(values.stream().mapToLong(value -> value).toArray()));
  }
}
