package dev.sotto.models.shape;

import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;

/**
 * Add, Mul, Equal, Min and the like: inputs are broadcast to one shape and combined element by
 * element.
 *
 * @param fold combines whole numbers or booleans; empty where only real numbers are combined
 */
record Elementwise(Optional<LongBinaryOperator> fold) implements Operator {

  static Elementwise of(LongBinaryOperator fold) {
    return new Elementwise(Optional.of(fold));
  }

  /** A comparison or other test, which gives booleans. */
  static Elementwise test(LongPredicate test) {
    return of((left, right) -> test.holds(left, right) ? 1 : 0);
  }

  @FunctionalInterface
  interface LongPredicate {
    boolean holds(long left, long right);
  }

  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    ShapedValue result = call.input(0);
    for (int i = 1; i < call.inputs().size(); i++) {
      result = combine(result, call.input(i));
    }
    return List.of(result);
  }

  private ShapedValue combine(ShapedValue left, ShapedValue right) {
    long[] shape = broadcast(left.shape(), right.shape());
    Optional<long[]> lefts = spread(left, shape).values();
    Optional<long[]> rights = spread(right, shape).values();
    if (fold.isEmpty() || lefts.isEmpty() || rights.isEmpty()) {
      return ShapedValue.ofShape(shape);
    }
    long[] values = lefts.get();
    for (int i = 0; i < values.length; i++) {
      values[i] = fold.get().applyAsLong(values[i], rights.get()[i]);
    }
    return ShapedValue.known(shape, values);
  }

  /** {@code value} repeated along the axes that broadcasting adds or widens. */
  static ShapedValue spread(ShapedValue value, long... shape) {
    return value.rearranged(shape, index -> index);
  }

  /** The common shape: axes are matched from the last, and a size of 1 gives way. */
  static long[] broadcast(long[] left, long... right) {
    if (left.length < right.length) {
      return broadcast(right, left);
    }
    long[] shape = left.clone();
    int offset = left.length - right.length;
    for (int axis = 0; axis < right.length; axis++) {
      long a = left[offset + axis];
      long b = right[axis];
      if (a != b && a != 1 && b != 1) {
        throw new IllegalArgumentException("sizes " + a + " and " + b + " do not broadcast");
      }
      shape[offset + axis] = a == 1 ? b : a;
    }
    return shape;
  }
}
