package dev.sotto.models.shape;

import java.util.List;
import java.util.stream.IntStream;

/** Transpose: permutes the axes; without a permutation it reverses them. */
final class Transpose implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    ShapedValue input = call.input(0);
    int rank = input.rank();
    List<Long> given = call.node().intsAttribute("perm");
    int[] from =
        given.isEmpty()
            ? IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray()
            : given.stream().mapToInt(Long::intValue).toArray();
    if (!IntStream.range(0, rank).allMatch(axis -> IntStream.of(from).anyMatch(f -> f == axis))
        || from.length != rank) {
      throw new IllegalArgumentException(given + " is no permutation of " + rank + " axes");
    }
    long[] shape = IntStream.of(from).mapToLong(input::size).toArray();
    return List.of(
        input.rearranged(
            shape,
            index -> {
              long[] source = new long[rank];
              for (int axis = 0; axis < rank; axis++) {
                source[from[axis]] = index[axis];
              }
              return source;
            }));
  }
}
