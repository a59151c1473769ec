package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.Block;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores groups by how much what they add to the output fluctuates, {@code Var(x_j) * ||W_:j||^2}
 * of the output projection's column {@code j} and what it reads, summed over the columns of a head:
 * what stays the same, a bias can replace. Scores are standardised within their block, over the
 * groups that are not zero, and then ranked over the whole model. (Y. An et al., "Fluctuation-based
 * Adaptive Structured Pruning for Large Language Models", 2024.)
 */
public record Flap() implements Saliency {
  static final String NAME = "flap";

  /**
   * @throws dev.sotto.models.SottoException if there is no speech, or a weight is not float32 or
   *     not finite
   */
  @Override
  public GroupScores score(SaliencyContext context) {
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Block block : context.model().blocks()) {
      InputMoments moments = context.moments(block);
      double[] values = OutputColumns.weightedSquares(context.model(), block, moments::variance);
      Standardisation scale = Standardisation.of(List.of(values));
      scores.put(block.id().name(), Arrays.stream(values).map(scale::of).toArray());
    }
    return Standardisation.scores(scores);
  }

  @Override
  public boolean listens() {
    return true;
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", NAME);
  }
}
