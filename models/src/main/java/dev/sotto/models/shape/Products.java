package dev.sotto.models.shape;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** MatMul and Gemm with their quantised forms. M rows, K inner, N columns. */
final class Products {
  private Products() {}

  /** [..., M, K] x [..., K, N] -> [..., M, N]; a vector is a row on the left, a column right. */
  static List<ShapedValue> matMul(OperatorCall call) {
    long[] left = call.input(0).shape();
    long[] right = call.input(1).shape();
    if (left.length == 0 || right.length == 0) {
      throw new IllegalArgumentException("a scalar cannot be multiplied as a matrix");
    }
    long[] rows = left.length == 1 ? new long[] {1, left[0]} : left;
    long[] columns = right.length == 1 ? new long[] {right[0], 1} : right;
    inner(rows[rows.length - 1], columns[columns.length - 2]);
    LongStream.Builder shape = LongStream.builder();
    long[] batch =
        Elementwise.broadcast(
            Arrays.copyOf(rows, rows.length - 2), Arrays.copyOf(columns, columns.length - 2));
    LongStream.of(batch).forEach(shape::add);
    if (left.length > 1) {
      shape.add(rows[rows.length - 2]);
    }
    if (right.length > 1) {
      shape.add(columns[columns.length - 1]);
    }
    return List.of(ShapedValue.ofShape(shape.build().toArray()));
  }

  /** [M, K] x [K, N] -> [M, N], either input transposed on request. */
  static List<ShapedValue> gemm(OperatorCall call) {
    ShapedValue left = call.input(0);
    ShapedValue right = call.input(1);
    int transA = (int) call.attribute("transA", 0);
    int transB = (int) call.attribute("transB", 0);
    inner(left.size(1 - transA), right.size(transB));
    return List.of(ShapedValue.ofShape(left.size(transA), right.size(1 - transB)));
  }

  /** com.microsoft MatMulNBits: [..., M, K] times a packed weight -> [..., M, N]. */
  static List<ShapedValue> matMulNBits(OperatorCall call) {
    long[] shape = call.input(0).shape();
    inner(shape[shape.length - 1], call.attribute("K", 0));
    shape[shape.length - 1] = call.attribute("N", 0);
    return List.of(ShapedValue.ofShape(shape));
  }

  /** DynamicQuantizeLinear: the quantised tensor, its scale and its zero point. */
  static List<ShapedValue> dynamicQuantize(OperatorCall call) {
    ShapedValue scalar = ShapedValue.ofShape();
    return List.of(call.input(0).shapeOnly(), scalar, scalar);
  }

  static void inner(long left, long right) {
    if (left != right) {
      throw new IllegalArgumentException(
          "inner sizes " + left + " and " + right + " of a product differ");
    }
  }
}
