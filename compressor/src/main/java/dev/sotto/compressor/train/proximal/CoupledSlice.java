package dev.sotto.compressor.train.proximal;

import dev.sotto.models.whisper.LogicalAxis;
import java.util.Objects;

/**
 * A tensor that holds a part of every group: rows along {@link LogicalAxis#OUT}, columns along
 * {@link LogicalAxis#IN}.
 *
 * @param tensor its name
 */
public record CoupledSlice(String tensor, LogicalAxis axis, MatrixShape shape) {
  public CoupledSlice {
    Objects.requireNonNull(tensor);
    Objects.requireNonNull(axis);
    Objects.requireNonNull(shape);
  }

  /** How many rows or columns there are to share between the groups. */
  int width() {
    return axis == LogicalAxis.OUT ? shape.rows() : shape.cols();
  }

  /** Elements that stand at each place along the axis. */
  int depth() {
    return axis == LogicalAxis.OUT ? shape.cols() : shape.rows();
  }
}
