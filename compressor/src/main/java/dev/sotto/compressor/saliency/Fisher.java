package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;

/**
 * Scores groups by the diagonal of the empirical Fisher information of a mask: {@code I_g = sum
 * over clips of (dL/dm_g)^2} at {@code m_g = 1}, where the mask is before the columns of the output
 * projection that read the group. So {@code dL/dm_g} is the sum of {@code W * dL/dW} over these
 * columns. Half of it is about what the loss rises by without the group, if the model is at a
 * minimum. (W. Kwon et al., "A Fast Post-Training Pruning Framework for Transformers", 2022.)
 */
public record Fisher() implements Saliency {
  static final String NAME = "fisher";

  /**
   * @throws dev.sotto.models.SottoException as {@link GroupSlopes#sum}
   */
  @Override
  public GroupScores score(SaliencyContext context) {
    // Of a block's slices in logical form, the output projection's alone has its groups in columns.
    return new GroupSlopes(context, slice -> !slice.byRow()).sum(slope -> slope * slope);
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
