package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what a change of one block alone does to what the model says: {@code KL(model || changed
 * model)}, a mean over the tokens of all clips, in nats.
 *
 * <p>The streams before each block are kept, so that a change costs the blocks behind it only.
 */
public record DivergenceProbe(
    ModelSizes sizes, Parameters parameters, List<CalibrationClip> clips, Progress progress) {

  /** Changes parameters of a block in place. */
  public interface Change {
    /** Makes the change, and gives what takes it back. */
    Runnable make(Block block);
  }

  /** The divergence that the change of each block makes, in the order of the data. */
  public Map<Block, Double> of(Change change) {
    BlockwiseModel model = new BlockwiseModel(sizes, parameters, clips);
    List<Streams> before = new ArrayList<>();
    int total = 2 * sizes.blocks().size();
    try {
      before.add(model.start());
      for (Block block : sizes.blocks()) {
        Streams next = before.get(before.size() - 1).copy();
        before.add(next);
        model.advance(next);
        progress.report("probe", before.size() - 1, total);
      }
      Streams dense = before.get(before.size() - 1);
      Map<Block, Double> divergences = new LinkedHashMap<>();
      for (int number = 0; number < sizes.blocks().size(); number++) {
        Block block = sizes.blocks().get(number);
        Runnable undo = change.make(block);
        try (Streams changed = before.get(number).copy()) {
          while (changed.next() < sizes.blocks().size()) {
            model.advance(changed);
          }
          divergences.put(block, divergence(model, dense, changed));
        } finally {
          undo.run();
        }
        progress.report("probe", before.size() - 1 + number + 1, total);
      }
      return divergences;
    } finally {
      before.forEach(Streams::close);
    }
  }

  /** {@code KL(dense || changed)}, both behind the last block. */
  private double divergence(BlockwiseModel model, Streams dense, Streams changed) {
    double sum = 0;
    long tokens = 0;
    for (int clip = 0; clip < clips.size(); clip++) {
      int number = clip;
      Mean found =
          model.with(
              (block, manager) -> {
                NDArray right = model.logits(block, dense, number, manager);
                NDArray mine = model.logits(block, changed, number, manager);
                double mean = Losses.divergence(mine, right, 1).getFloat();
                return new Mean(mean, right.getShape().get(0));
              });
      sum += found.mean * found.rows;
      tokens += found.rows;
    }
    return sum / tokens;
  }

  private record Mean(double mean, long rows) {}
}
