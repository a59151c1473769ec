package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.Block;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores groups by weight times activation, {@code ||W_:j||_2 * ||x_j||_2} of the output
 * projection's column {@code j} and what it reads; of a head the Euclidean norm over its columns.
 * (M. Sun et al., "A Simple and Effective Pruning Approach for Large Language Models", 2023, for
 * groups.)
 *
 * <p>The rule compares within one layer, and activations of layers differ by orders of magnitude.
 * So that one threshold can serve all, a score is given in multiples of the mean over its block's
 * groups that are not zero. This part is ours.
 */
public record Wanda() implements Saliency {
  static final String NAME = "wanda";

  /**
   * @throws dev.sotto.models.SottoException if there is no speech, or a weight is not float32 or
   *     not finite
   */
  @Override
  public GroupScores score(SaliencyContext context) {
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Block block : context.model().blocks()) {
      InputMoments moments = context.moments(block);
      // Root mean squares in place of norms: the number of rows is the same for the whole block.
      double[] norms =
          Arrays.stream(OutputColumns.weightedSquares(context.model(), block, moments::square))
              .map(Math::sqrt)
              .toArray();
      double mean = Arrays.stream(norms).filter(norm -> norm > 0).average().orElse(1);
      scores.put(block.id().name(), Arrays.stream(norms).map(norm -> norm / mean).toArray());
    }
    return new GroupScores(scores, 0);
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
