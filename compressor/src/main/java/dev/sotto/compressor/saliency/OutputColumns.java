package dev.sotto.compressor.saliency;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.weights.BlockElements.Slice;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.LogicalAxis;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * The columns of a block's output projection {@code W} [D, n]: each reads one channel of the joined
 * heads, or one unit.
 */
final class OutputColumns {
  private OutputColumns() {}

  /**
   * For each group the sum over its columns {@code j} of {@code ||W_:j||^2 * weight(j)}.
   *
   * @throws dev.sotto.models.SottoException if a weight is not float32 or not finite
   */
  static double[] weightedSquares(WhisperModel model, Block block, IntToDoubleFunction weight) {
    String role =
        block.couplings().stream()
            .filter(coupling -> coupling.axis() == LogicalAxis.IN)
            .findFirst()
            .orElseThrow()
            .role();
    Slice slice =
        model.storedElements(block).slices().stream()
            .filter(part -> part.role().equals(role))
            .findFirst()
            .orElseThrow();
    double[] squares = new double[block.groups() * block.groupSize()];
    BlockElements columns = new BlockElements(squares.length, 1, List.of(slice));
    WeightStatistics.addSquares(model, columns, slice, squares);
    double[] sums = new double[block.groups()];
    for (int column = 0; column < squares.length; column++) {
      sums[column / block.groupSize()] += squares[column] * weight.applyAsDouble(column);
    }
    return sums;
  }
}
