package dev.sotto.models.shape;

import java.util.Arrays;
import java.util.List;

/**
 * LayerNormalization and com.microsoft SkipLayerNormalization: the result, the mean and the inverse
 * deviation of each normalised vector, and for the latter the sum that went in.
 */
final class Normalization implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    ShapedValue input = call.input(0).shapeOnly();
    long[] statistics = input.shape();
    Arrays.fill(statistics, call.axis(-1, input.rank()), input.rank(), 1);
    ShapedValue statistic = ShapedValue.ofShape(statistics);
    return List.of(input, statistic, statistic, input);
  }
}
