package dev.sotto.models.shape;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Slice: from start to end by step along some axes; ends beyond the tensor are cut to it. */
final class Slice implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    ShapedValue input = call.input(0);
    checkLists(call);
    long[] starts = call.list("starts", 1).orElseThrow(() -> call.fail("has no starts"));
    long[] ends = call.list("ends", 2).orElseThrow(() -> call.fail("has no ends"));
    if (starts.length != ends.length) {
      throw new IllegalArgumentException(
          "expected as many ends as starts, found " + ends.length + " and " + starts.length);
    }
    long[] axes =
        call.list("axes", 3).orElseGet(() -> LongStream.range(0, starts.length).toArray());
    long[] steps =
        call.list("steps", 4)
            .orElseGet(() -> LongStream.generate(() -> 1).limit(starts.length).toArray());
    long[] shape = input.shape();
    long[] first = new long[shape.length];
    long[] stride = new long[shape.length];
    Arrays.fill(stride, 1);
    for (int i = 0; i < starts.length; i++) {
      if (steps[i] == 0) {
        throw new IllegalArgumentException("cannot slice in steps of 0");
      }
      int axis = OperatorCall.axisOf(axes[i], shape.length);
      long size = shape[axis];
      boolean forward = steps[i] > 0;
      first[axis] = clamp(starts[i], size, 0, forward ? size : size - 1);
      long end = clamp(ends[i], size, forward ? 0 : -1, forward ? size : size - 1);
      stride[axis] = steps[i];
      long span = forward ? end - first[axis] : first[axis] - end;
      shape[axis] = span <= 0 ? 0 : (span - 1) / Math.absExact(steps[i]) + 1;
    }
    return List.of(
        input.rearranged(
            shape,
            index -> {
              for (int axis = 0; axis < index.length; axis++) {
                index[axis] = first[axis] + index[axis] * stride[axis];
              }
              return index;
            }));
  }

  /** A single number without an axis will not do; graph optimisers have left such behind. */
  private static void checkLists(OperatorCall call) {
    for (int input = 1; input < call.inputs().size(); input++) {
      call.optional(input)
          .filter(list -> list.rank() != 1)
          .ifPresent(
              list -> {
                throw new IllegalArgumentException(
                    "expected starts, ends, axes and steps with one axis, found " + list);
              });
    }
  }

  private static long clamp(long position, long size, long least, long most) {
    return Math.max(least, Math.min(most, position < 0 ? position + size : position));
  }
}
