package dev.sotto.models.layout;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;

/** What counts as a weight: a floating-point tensor with more than one element. */
final class Weights {
  private Weights() {}

  static boolean isWeight(Tensor tensor) {
    boolean floating = tensor.type() == ElementType.FLOAT || tensor.type() == ElementType.FLOAT16;
    return floating && tensor.elements() > 1;
  }

  static boolean isMatrix(Tensor tensor) {
    return isWeight(tensor) && tensor.rank() == 2;
  }

  static boolean isVector(Tensor tensor, int size) {
    return isWeight(tensor) && tensor.rank() == 1 && tensor.elements() == size;
  }
}
