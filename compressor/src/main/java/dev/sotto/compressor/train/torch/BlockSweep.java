package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.calibrate.Observed;
import dev.sotto.compressor.calibrate.Observed.Targets;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Leads clips through a model block by block, and lets a visitor see what each output projection
 * reads before it is computed with. So a block that is changed is heard by all that follow, at the
 * cost of two passes through the model in all.
 *
 * @param sizes of the model
 * @param parameters which a visitor may change in place, those of the block that it visits
 * @param reference parameters of the same sizes, whose outputs are the targets; none for no targets
 * @param follow share, from 0 to 1, of the difference between the two streams that a target makes
 *     up for, so that a block mends what those before it did
 */
public record BlockSweep(
    ModelSizes sizes,
    Parameters parameters,
    Optional<Parameters> reference,
    double follow,
    List<CalibrationClip> clips,
    Progress progress) {
  /** Sees one block after the other, in the order of the data. */
  public interface Visitor {
    /**
     * Called before a block is passed.
     *
     * @param observe looks at what its output projection reads, which takes a pass of its own
     */
    void visit(Block block, Supplier<Observed> observe);
  }

  /**
   * Leads all clips through.
   *
   * @throws dev.sotto.models.SottoException if a clip cannot be read, or memory or disk do not
   *     suffice
   */
  public void run(Visitor visitor) {
    BlockwiseModel model = new BlockwiseModel(sizes, parameters, clips);
    Optional<BlockwiseModel> like = reference.map(dense -> new BlockwiseModel(sizes, dense, clips));
    int total = sizes.blocks().size();
    progress.report("listen", 0, total);
    try (Streams streams = model.start();
        Streams wanted = like.isPresent() ? streams.copy() : streams) {
      for (int number = 0; number < total; number++) {
        Block block = sizes.blocks().get(number);
        visitor.visit(block, () -> observe(model, streams, like, wanted));
        if (number + 1 < total) {
          model.advance(streams);
          like.ifPresent(dense -> dense.advance(wanted));
        }
        progress.report("listen", number + 1, total);
      }
    }
  }

  private Observed observe(
      BlockwiseModel model, Streams streams, Optional<BlockwiseModel> like, Streams wanted) {
    Block block = model.blocks().get(streams.next());
    int n = block.groups() * block.groupSize();
    try (NDManager sums = Torch.newManager()) {
      MomentSums inputs = new MomentSums(n, n, sums);
      MomentSums targets = new MomentSums(model.width(), like.isPresent() ? n : 0, sums);
      for (int clip = 0; clip < clips.size(); clip++) {
        int number = clip;
        int rows = model.rows(clip, block.id().stack());
        model.with(
            (student, manager) -> {
              NDArray x = model.inner(student, streams, number, block, manager);
              NDArray read = MomentSums.rows(x, rows);
              inputs.add(read, read);
              like.ifPresent(
                  dense -> {
                    NDArray stream = model.stream(streams, number, block, manager);
                    dense.with(
                        (teacher, own) -> {
                          NDArray gives =
                              teacher.project(
                                  dense.inner(teacher, wanted, number, block, own), block.id());
                          NDArray lost =
                              dense.stream(wanted, number, block, own)
                                  .sub(stream)
                                  .mul((float) follow);
                          targets.add(MomentSums.rows(gives.add(lost), rows), read);
                          return null;
                        });
                  });
              return null;
            });
      }
      return new Observed(
          new InputMoments(n, inputs.rows(), inputs.mean(), inputs.product()),
          like.map(dense -> new Targets(targets.mean(), targets.product())));
    }
  }
}
