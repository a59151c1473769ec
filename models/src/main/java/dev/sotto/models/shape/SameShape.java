package dev.sotto.models.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Erf, Softmax, Not and the like: the output has the shape of the first input.
 *
 * @param fold acts on whole numbers or booleans; empty where the elements become unknown
 */
record SameShape(Optional<LongUnaryOperator> fold) implements Operator {

  static SameShape unknown() {
    return new SameShape(Optional.empty());
  }

  static SameShape of(LongUnaryOperator fold) {
    return new SameShape(Optional.of(fold));
  }

  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    ShapedValue input = call.input(0);
    return List.of(
        fold.flatMap(operator -> input.values().map(v -> Arrays.stream(v).map(operator).toArray()))
            .map(values -> ShapedValue.known(input.shape(), values))
            .orElseGet(input::shapeOnly));
  }
}
