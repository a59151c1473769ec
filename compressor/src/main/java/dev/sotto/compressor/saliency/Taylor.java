package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;

/**
 * Scores groups by how much the loss would move if it were a line: without group {@code g} it
 * changes by {@code -sum of w * dL/dw} over all weights of the group, in every coupled projection.
 * The score is the sum over the calibration clips of the absolute value, so that clips which pull
 * in opposite directions do not cancel. (P. Molchanov et al., "Importance Estimation for Neural
 * Network Pruning", 2019, for groups.)
 */
public record Taylor() implements Saliency {
  static final String NAME = "taylor";

  /**
   * @throws dev.sotto.models.SottoException as {@link GroupSlopes#sum}
   */
  @Override
  public GroupScores score(SaliencyContext context) {
    return new GroupSlopes(context, slice -> true).sum(Math::abs);
  }

  @Override
  public boolean listens() {
    return true;
  }

  @Override
  public boolean addsUp() {
    return true;
  }

  @Override
  public boolean triesAllHeads() {
    return true;
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", NAME);
  }
}
