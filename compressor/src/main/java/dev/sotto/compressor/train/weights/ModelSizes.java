package dev.sotto.compressor.train.weights;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.List;

/**
 * What a differentiable Whisper needs to know beyond the shapes of its weights.
 *
 * @param headDim width of every head, {@code K}; pruning keeps it
 * @param windowFrames most mel frames that the encoder has positions for
 * @param blocks every attention and feed-forward network with its groups, encoder first
 */
public record ModelSizes(
    int encoderLayers,
    int decoderLayers,
    int melBins,
    int headDim,
    int windowFrames,
    int vocabulary,
    List<Block> blocks) {

  public ModelSizes {
    blocks = List.copyOf(blocks);
  }

  /**
   * Reads the sizes of an export.
   *
   * @throws SottoException if its heads differ in width, or an attention or network of a layer is
   *     missing
   */
  public static ModelSizes of(WhisperModel model) {
    List<Integer> widths =
        model.blocks().stream()
            .filter(block -> block.id().kind().isAttention())
            .map(Block::groupSize)
            .distinct()
            .toList();
    if (widths.size() != 1) {
      throw SottoException.badInput(
          model.folder().folder(), "expected heads of one width, found " + widths);
    }
    ModelSizes sizes =
        new ModelSizes(
            model.config().encoder().layers(),
            model.config().decoder().layers(),
            model.config().melBins(),
            widths.get(0),
            model.config().windowFrames(),
            model.config().vocabularySize(),
            model.blocks());
    sizes.check(model);
    return sizes;
  }

  private void check(WhisperModel model) {
    for (int layer = 0; layer < encoderLayers; layer++) {
      require(model, new BlockId(Stack.ENCODER, layer, Kind.SELF_ATTENTION));
      require(model, new BlockId(Stack.ENCODER, layer, Kind.FEED_FORWARD));
    }
    for (int layer = 0; layer < decoderLayers; layer++) {
      for (Kind kind : Kind.values()) {
        require(model, new BlockId(Stack.DECODER, layer, kind));
      }
    }
  }

  private static void require(WhisperModel model, BlockId block) {
    if (model.block(block.name()).isEmpty()) {
      throw SottoException.badInput(
          model.folder().folder(), "expected a " + block.name() + ", found none");
    }
  }
}
