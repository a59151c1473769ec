package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.whisper.Block;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores groups by the size of their weights alone, {@code ||w_g||_2 / sqrt(p_g)} over all coupled
 * projections, one scale for the whole model: plain magnitude pruning, the baseline that other
 * rules are held against (S. Han et al., "Learning both Weights and Connections", 2015, for
 * groups).
 */
public record Magnitude() implements Saliency {
  static final String NAME = "magnitude";

  /**
   * @throws dev.sotto.models.SottoException if a weight is not float32 or not finite
   */
  @Override
  public GroupScores score(SaliencyContext context) {
    WhisperModel model = context.model();
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Block block : model.blocks()) {
      double[] squares = new double[block.groups()];
      BlockElements elements = model.storedElements(block);
      elements
          .slices()
          .forEach(slice -> WeightStatistics.addSquares(model, elements, slice, squares));
      scores.put(
          block.id().name(),
          Arrays.stream(squares).map(square -> Math.sqrt(square / elements.perGroup())).toArray());
    }
    return new GroupScores(scores, 0);
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", NAME);
  }
}
