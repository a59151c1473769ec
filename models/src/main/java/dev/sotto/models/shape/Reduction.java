package dev.sotto.models.shape;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** ReduceMean and its like: the reduced axes become 1 or leave; without axes all are reduced. */
final class Reduction implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    ShapedValue input = call.input(0);
    long[] axes = call.list("axes", 1).orElseGet(() -> new long[0]);
    if (axes.length == 0 && call.attribute("noop_with_empty_axes", 0) == 1) {
      return List.of(input);
    }
    boolean[] reduced = new boolean[input.rank()];
    Arrays.fill(reduced, axes.length == 0);
    for (long axis : axes) {
      reduced[OperatorCall.axisOf(axis, input.rank())] = true;
    }
    boolean keep = call.attribute("keepdims", 1) == 1;
    return List.of(
        ShapedValue.ofShape(
            IntStream.range(0, input.rank())
                .filter(axis -> keep || !reduced[axis])
                .mapToLong(axis -> reduced[axis] ? 1 : input.size(axis))
                .toArray()));
  }
}
