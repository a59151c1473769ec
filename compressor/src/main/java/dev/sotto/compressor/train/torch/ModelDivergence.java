package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import java.util.List;

/**
 * How far what a changed model says is from what the model says: {@code KL(model || changed
 * model)}, a mean over the tokens of all clips, in nats. The encoder's work is done for each.
 */
public record ModelDivergence(ModelSizes sizes, List<CalibrationClip> clips) {

  /**
   * Measures it.
   *
   * @param reference parameters of the model
   * @param changed parameters of the same sizes
   */
  public double between(Parameters reference, Parameters changed) {
    BlockwiseModel model = new BlockwiseModel(sizes, reference, clips);
    BlockwiseModel other = new BlockwiseModel(sizes, changed, clips);
    try (Streams streams = model.start();
        Streams others = other.start()) {
      model.advanceToTheEnd(streams);
      other.advanceToTheEnd(others);
      double sum = 0;
      long tokens = 0;
      for (int clip = 0; clip < clips.size(); clip++) {
        int number = clip;
        float[] found =
            model.with(
                (block, manager) -> {
                  NDArray right = model.logits(block, streams, number, manager);
                  return other.with(
                      (changedBlock, own) -> {
                        NDArray mine = other.logits(changedBlock, others, number, own);
                        float mean = Losses.divergence(mine, right, 1).getFloat();
                        return new float[] {mean, right.getShape().get(0)};
                      });
                });
        sum += (double) found[0] * found[1];
        tokens += (long) found[1];
      }
      return sum / tokens;
    }
  }
}
