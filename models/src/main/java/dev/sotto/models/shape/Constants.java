package dev.sotto.models.shape;

import dev.sotto.models.graph.Attribute;
import java.util.Arrays;
import java.util.List;

/** Constant, ConstantOfShape and Range: tensors that a node makes of nothing but numbers. */
final class Constants {
  private Constants() {}

  static List<ShapedValue> constant(OperatorCall call) {
    Attribute value =
        call.node().attributes().values().stream()
            .findFirst()
            .orElseThrow(() -> call.fail("has no value"));
    if (value instanceof Attribute.TensorValue tensor) {
      return List.of(ShapedValue.of(tensor.value()));
    }
    if (value instanceof Attribute.Int number) {
      return List.of(ShapedValue.scalar(number.value()));
    }
    if (value instanceof Attribute.Ints numbers) {
      return List.of(ShapedValue.list(numbers.values().stream().mapToLong(v -> v).toArray()));
    }
    if (value instanceof Attribute.Real) {
      return List.of(ShapedValue.ofShape());
    }
    if (value instanceof Attribute.Reals numbers) {
      return List.of(ShapedValue.ofShape(numbers.values().size()));
    }
    throw call.fail("holds a constant that is no tensor of numbers");
  }

  /** One value, by default the real number 0, in the shape that the input lists. */
  static List<ShapedValue> constantOfShape(OperatorCall call) {
    ShapedValue result = ShapedValue.ofShape(call.values(0));
    if (!(call.node().attributes().get("value") instanceof Attribute.TensorValue fill)) {
      return List.of(result);
    }
    ShapedValue value = ShapedValue.of(fill.value()).reshaped();
    return List.of(Elementwise.spread(value, result.shape()));
  }

  /** {@code start, start + delta, ...} up to but without {@code limit}. */
  static List<ShapedValue> range(OperatorCall call) {
    long start = call.values(0)[0];
    long limit = call.values(1)[0];
    long delta = call.values(2)[0];
    if (delta == 0) {
      throw new IllegalArgumentException("cannot count in steps of 0");
    }
    long span = delta > 0 ? Math.subtractExact(limit, start) : Math.subtractExact(start, limit);
    long count = span <= 0 ? 0 : (span - 1) / Math.absExact(delta) + 1;
    if (count > ShapedValue.MOST_KNOWN_ELEMENTS) {
      return List.of(ShapedValue.ofShape(count));
    }
    long[] values = new long[(int) count];
    Arrays.setAll(values, i -> start + i * delta);
    return List.of(ShapedValue.list(values));
  }
}
