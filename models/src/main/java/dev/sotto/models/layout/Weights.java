package dev.sotto.models.layout;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;

/** What counts as a weight: a floating-point tensor with more than one element. */
final class Weights {
  private Weights() {}

  static boolean isWeight(Tensor tensor) {
    return isFloating(tensor) && tensor.elements() > 1;
  }

  private static boolean isFloating(Tensor tensor) {
    return tensor.type() == ElementType.FLOAT || tensor.type() == ElementType.FLOAT16;
  }

  static boolean isMatrix(Tensor tensor) {
    return isWeight(tensor) && tensor.rank() == 2;
  }

  static boolean isVector(Tensor tensor, int size) {
    // The bias of the last unit that pruning left has one element.
    return isFloating(tensor) && tensor.rank() == 1 && tensor.elements() == size;
  }
}
