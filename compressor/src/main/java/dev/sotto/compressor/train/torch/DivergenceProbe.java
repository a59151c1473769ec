package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures what a change of one block alone does to what the model says: {@code KL(model || changed
 * model)}, a mean over the tokens of all clips, in nats.
 *
 * <p>The streams before each block are kept, so that a change costs the blocks behind it only.
 */
public record DivergenceProbe(
    ModelSizes sizes, Parameters parameters, List<CalibrationClip> clips, Progress progress) {

  /** Changes of each block, one after the other. */
  public interface Changes {
    /** Turns to a block. */
    void begin(Block block);

    /**
     * What changes parameters of the block in place; none when enough is known.
     *
     * @param divergences that those before it made
     */
    Optional<Runnable> next(List<Double> divergences);

    /** Takes back what they did. */
    void end(List<Double> divergences);
  }

  /** Measures the divergence that each change of each block makes, in the order of the data. */
  public void measure(Changes changes) {
    BlockwiseModel model = new BlockwiseModel(sizes, parameters, clips);
    List<Streams> before = new ArrayList<>();
    int total = 2 * sizes.blocks().size();
    try {
      before.add(model.start());
      while (before.size() <= sizes.blocks().size()) {
        Streams next = before.get(before.size() - 1).copy();
        before.add(next);
        model.advance(next);
        progress.report("probe", before.size() - 1, total);
      }
      Streams dense = before.get(before.size() - 1);
      for (int number = 0; number < sizes.blocks().size(); number++) {
        measure(model, changes, before.get(number), dense);
        progress.report("probe", before.size() + number, total);
      }
    } finally {
      before.forEach(Streams::close);
    }
  }

  private void measure(BlockwiseModel model, Changes changes, Streams before, Streams dense) {
    changes.begin(sizes.blocks().get(before.next()));
    List<Double> divergences = new ArrayList<>();
    Optional<Runnable> change = changes.next(divergences);
    while (change.isPresent()) {
      change.get().run();
      divergences.add(divergence(model, before, dense));
      change = changes.next(divergences);
    }
    changes.end(divergences);
  }

  /**
   * {@code KL(dense || changed)}.
   *
   * @param before streams before the block that is changed
   * @param dense streams behind the last block
   */
  private double divergence(BlockwiseModel model, Streams before, Streams dense) {
    try (Streams changed = before.copy()) {
      model.advanceToTheEnd(changed);
      return between(model, dense, changed);
    }
  }

  /** {@code KL(dense || changed)}, both behind the last block. */
  static double between(BlockwiseModel model, Streams dense, Streams changed) {
    double sum = 0;
    long tokens = 0;
    for (int clip = 0; clip < model.clips().size(); clip++) {
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
