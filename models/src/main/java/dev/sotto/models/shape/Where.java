package dev.sotto.models.shape;

import java.util.List;

/** Where: takes each element from the second or third input as the first says. */
final class Where implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    long[] branches = Elementwise.broadcast(call.input(1).shape(), call.input(2).shape());
    long[] shape = Elementwise.broadcast(call.input(0).shape(), branches);
    List<ShapedValue> spread =
        call.inputs().stream()
            .map(input -> Elementwise.spread(input.orElseThrow(), shape))
            .toList();
    if (spread.stream().anyMatch(value -> value.values().isEmpty())) {
      return List.of(ShapedValue.ofShape(shape));
    }
    long[] condition = spread.get(0).values().orElseThrow();
    long[] values = spread.get(1).values().orElseThrow();
    long[] otherwise = spread.get(2).values().orElseThrow();
    for (int i = 0; i < values.length; i++) {
      values[i] = condition[i] == 0 ? otherwise[i] : values[i];
    }
    return List.of(ShapedValue.known(shape, values));
  }
}
