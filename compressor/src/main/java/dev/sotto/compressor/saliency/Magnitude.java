package dev.sotto.compressor.saliency;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores groups by the size of their weights alone, {@code ||w_g||_2 / sqrt(p_g)} over all coupled
 * projections, one scale for the whole model: plain magnitude pruning, the baseline that other
 * rules are held against (S. Han et al., "Learning both Weights and Connections", 2015, for
 * groups).
 */
public final class Magnitude {
  private Magnitude() {}

  /**
   * The score of every group of every block; the lower, the sooner it leaves.
   *
   * @throws dev.sotto.models.SottoException if a weight is not float32 or not finite
   */
  public static GroupScores score(WhisperModel model) {
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Block block : model.blocks()) {
      double[] squares = new double[block.groups()];
      for (Coupling coupling : block.couplings()) {
        Weights.addSquares(
            model.weight(coupling.role()).orElseThrow(),
            coupling.axis(),
            block.groupSize(),
            squares);
      }
      double elements = WeightStatistics.elementsPerGroup(model, block);
      scores.put(
          block.id().name(),
          Arrays.stream(squares).map(square -> Math.sqrt(square / elements)).toArray());
    }
    return new GroupScores(scores, 0);
  }
}
