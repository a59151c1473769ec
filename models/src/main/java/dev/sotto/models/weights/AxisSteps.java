package dev.sotto.models.weights;

import dev.sotto.models.graph.Tensor;

/**
 * Where the steps along one axis of a tensor lie among its bytes.
 *
 * @param rows how often all steps follow one another: the elements of the axes before
 * @param stepBytes bytes of one step
 * @param rowBytes bytes of all steps of a row
 */
record AxisSteps(int rows, int stepBytes, int rowBytes) {

  static AxisSteps of(Tensor tensor, int axis) {
    long[] shape = tensor.shape();
    long before = 1;
    for (int index = 0; index < axis; index++) {
      before *= shape[index];
    }
    int rowBytes = Math.toIntExact(tensor.data().byteSize() / before);
    return new AxisSteps(
        Math.toIntExact(before), Math.toIntExact(rowBytes / shape[axis]), rowBytes);
  }

  int offset(int row, int step) {
    return row * rowBytes + step * stepBytes;
  }
}
