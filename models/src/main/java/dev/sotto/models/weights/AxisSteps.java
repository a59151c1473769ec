package dev.sotto.models.weights;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.whisper.Ranges;
import java.nio.ByteBuffer;

/**
 * Where the steps along one axis of a tensor lie among its bytes.
 *
 * @param rows how often all steps follow one another: the elements of the axes before
 * @param stepBytes bytes of one step
 * @param rowBytes bytes of all steps of a row
 */
public record AxisSteps(int rows, int stepBytes, int rowBytes) {

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

  /** {@code source} with zeros at {@code zeroed} along {@code axis}, made when it is asked for. */
  public static Tensor zero(Tensor source, int axis, Ranges zeroed) {
    AxisSteps steps = of(source, axis);
    TensorData data =
        TensorData.computed(
            source.data().byteSize(),
            copy -> {
              copy.put(source.bytes());
              for (int row = 0; row < steps.rows; row++) {
                for (Ranges.Range run : zeroed.runs()) {
                  copy.put(steps.offset(row, run.from()), new byte[run.size() * steps.stepBytes]);
                }
              }
            });
    return source.withData(source.shape(), data);
  }

  /**
   * {@code source} with {@code part} in place of its steps from {@code first} along {@code axis},
   * made when it is asked for.
   */
  static Tensor splice(Tensor source, int axis, int first, Tensor part) {
    AxisSteps steps = of(source, axis);
    TensorData data =
        TensorData.computed(
            source.data().byteSize(),
            copy -> {
              copy.put(source.bytes());
              ByteBuffer own = part.bytes();
              int length = own.remaining() / steps.rows;
              for (int row = 0; row < steps.rows; row++) {
                copy.put(steps.offset(row, first), own, row * length, length);
              }
            });
    return source.withData(source.shape(), data);
  }
}
