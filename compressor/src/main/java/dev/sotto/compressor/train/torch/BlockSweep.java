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

  /** One of two models, at the block that its streams have come to. */
  private record Side(BlockwiseModel model, LoadedModel loaded, Streams streams, Block block) {
    NDArray stream(int clip, NDManager own) {
      return model.stream(streams, clip, block, own);
    }

    NDArray inner(int clip, NDManager own) {
      return model.inner(loaded, streams, clip, block, own);
    }

    /** What the block adds to the stream. */
    NDArray gives(int clip, NDManager own) {
      return loaded.model().project(inner(clip, own), block.id());
    }
  }

  private Observed observe(
      BlockwiseModel model, Streams streams, Optional<BlockwiseModel> like, Streams wanted) {
    Block block = model.blocks().get(streams.next());
    int n = block.groups() * block.groupSize();
    try (NDManager sums = Torch.newManager()) {
      MomentSums inputs = new MomentSums(n, n, sums);
      MomentSums targets = new MomentSums(model.width(), like.isPresent() ? n : 0, sums);
      for (int[] some : BlockwiseModel.together(model.sample(block.id().stack()))) {
        model.with(
            (student, manager) -> {
              Side mine = new Side(model, student, streams, block);
              if (like.isEmpty()) {
                return add(some, mine, Optional.empty(), manager, inputs, targets);
              }
              BlockwiseModel dense = like.get();
              return dense.with(
                  (teacher, unused) -> {
                    Side other = new Side(dense, teacher, wanted, block);
                    return add(some, mine, Optional.of(other), manager, inputs, targets);
                  });
            });
      }
      return new Observed(
          new InputMoments(n, inputs.rows(), inputs.mean(), inputs.product()),
          like.map(dense -> new Targets(targets.mean(), targets.product())));
    }
  }

  private Void add(
      int[] some,
      Side mine,
      Optional<Side> like,
      NDManager manager,
      MomentSums inputs,
      MomentSums targets) {
    for (int clip : some) {
      int rows = mine.model().rows(clip, mine.block().id().stack());
      try (NDManager own = manager.newSubManager()) {
        NDArray read = MomentSums.rows(mine.inner(clip, own), rows);
        inputs.add(read, read);
        like.ifPresent(
            dense -> {
              NDArray lost = dense.stream(clip, own).sub(mine.stream(clip, own));
              NDArray wanted = dense.gives(clip, own).add(lost.mul((float) follow));
              targets.add(MomentSums.rows(wanted, rows), read);
            });
      }
    }
    return null;
  }
}
