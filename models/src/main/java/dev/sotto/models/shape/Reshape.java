package dev.sotto.models.shape;

import dev.sotto.models.graph.Tensor;
import java.util.List;

/** Reshape: 0 copies a size of the input unless {@code allowzero}; -1 stands for what is left. */
final class Reshape implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    ShapedValue input = call.input(0);
    long[] shape = call.values(1);
    boolean zeroCopies = call.attribute("allowzero", 0) == 0;
    int open = -1;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == 0 && zeroCopies) {
        shape[axis] = input.size(axis);
      }
      if (shape[axis] == -1) {
        open = axis;
        shape[axis] = 1;
      }
    }
    if (open >= 0) {
      shape[open] = input.elements() / Tensor.elements(shape);
    }
    return List.of(input.reshaped(shape));
  }
}
