package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Leads clips through a model block by block, and lets a visitor see what every linear layer reads
 * before it is computed with, so that a layer that is changed is heard by all that follow.
 *
 * @param parameters which a visitor may change in place, those of the block that it visits
 */
public record ReadingSweep(
    ModelSizes sizes, Parameters parameters, List<CalibrationClip> clips, Progress progress) {

  /** What a linear layer reads. */
  public enum Read {
    /** The stream before the block, normalised: queries, those of other attentions, first units. */
    STREAM,
    /** What the encoder gave: keys and values of cross-attention. */
    AUDIO,
    /** Joined heads, or units behind the activation: the projection that ends the block. */
    INNER
  }

  /** Sees one block after the other, in the order of the data. */
  public interface Visitor {
    /**
     * Called before a block is passed.
     *
     * @param look gives the moments of what layers read; each takes a pass of its own
     */
    void visit(Block block, Function<Read, InputMoments> look);

    /** Called at the end, with the moments of what the product with the vocabulary reads. */
    void visitLogits(Supplier<InputMoments> look);
  }

  /** What is read of a clip: [1, R, n]. */
  private interface Reading {
    NDArray of(LoadedModel model, int clip, NDManager own);
  }

  /**
   * Leads all clips through.
   *
   * @throws dev.sotto.models.SottoException if a clip cannot be read, or memory or disk do not
   *     suffice
   */
  public void run(Visitor visitor) {
    BlockwiseModel model = new BlockwiseModel(sizes, parameters, clips);
    List<Block> blocks = sizes.blocks();
    progress.report("round", 0, blocks.size());
    try (Streams streams = model.start()) {
      for (int number = 0; number < blocks.size(); number++) {
        Block block = blocks.get(number);
        visitor.visit(block, read -> look(model, streams, block, read));
        model.advance(streams);
        progress.report("round", number + 1, blocks.size());
      }
      visitor.visitLogits(
          () ->
              moments(
                  model,
                  Stack.DECODER,
                  model.width(),
                  (on, clip, manager) -> model.text(streams, clip, manager)));
    }
  }

  private InputMoments look(BlockwiseModel model, Streams streams, Block block, Read read) {
    Stack stack = block.id().stack();
    return switch (read) {
      case STREAM ->
          moments(
              model,
              stack,
              model.width(),
              (on, clip, manager) -> model.read(on, streams, clip, block, manager));
      case AUDIO ->
          moments(
              model,
              Stack.ENCODER,
              model.width(),
              (on, clip, manager) -> model.audio(streams, clip, manager));
      case INNER ->
          moments(
              model,
              stack,
              block.groups() * block.groupSize(),
              (on, clip, manager) -> model.inner(on, streams, clip, block, manager));
    };
  }

  private InputMoments moments(BlockwiseModel model, Stack stack, int width, Reading reading) {
    try (NDManager sums = Torch.newManager()) {
      MomentSums inputs = new MomentSums(width, width, sums);
      model.each(
          model.sample(stack),
          (on, clip, own) -> {
            NDArray read = MomentSums.rows(reading.of(on, clip, own), model.rows(clip, stack));
            inputs.add(read, read);
          });
      return new InputMoments(width, inputs.rows(), inputs.mean(), inputs.product());
    }
  }
}
