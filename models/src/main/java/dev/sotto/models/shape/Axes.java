package dev.sotto.models.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Squeeze, Unsqueeze and Flatten: axes of size 1 leave, come, or all axes become two. */
final class Axes {
  private Axes() {}

  static List<ShapedValue> squeeze(OperatorCall call) {
    ShapedValue input = call.input(0);
    Optional<long[]> given = call.list("axes", 1);
    TreeSet<Integer> gone = new TreeSet<>();
    for (long axis : given.orElseGet(() -> new long[0])) {
      gone.add(OperatorCall.axisOf(axis, input.rank()));
    }
    return List.of(
        input.reshaped(
            IntStream.range(0, input.rank())
                .filter(axis -> given.isPresent() ? !gone.contains(axis) : input.size(axis) != 1)
                .mapToLong(input::size)
                .toArray()));
  }

  static List<ShapedValue> unsqueeze(OperatorCall call) {
    ShapedValue input = call.input(0);
    long[] axes = call.list("axes", 1).orElseThrow(() -> call.fail("has no axes"));
    TreeSet<Integer> added = new TreeSet<>();
    for (long axis : axes) {
      added.add(OperatorCall.axisOf(axis, input.rank() + axes.length));
    }
    List<Long> shape = new ArrayList<>(LongStream.of(input.shape()).boxed().toList());
    added.forEach(axis -> shape.add(axis, 1L));
    return List.of(input.reshaped(shape.stream().mapToLong(size -> size).toArray()));
  }

  static List<ShapedValue> flatten(OperatorCall call) {
    ShapedValue input = call.input(0);
    int axis = call.axis(1, input.rank());
    long rows = LongStream.of(input.shape()).limit(axis).reduce(1, Math::multiplyExact);
    long columns = LongStream.of(input.shape()).skip(axis).reduce(1, Math::multiplyExact);
    return List.of(input.reshaped(rows, columns));
  }
}
