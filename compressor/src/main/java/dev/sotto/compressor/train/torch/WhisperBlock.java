package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Roles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A differentiable Whisper (A. Radford et al., "Robust Speech Recognition via Large-Scale Weak
 * Supervision", 2022) that takes its weights by role. Each attention has its own number of heads
 * and each feed-forward network its own width: those of its weights. Audio may have any number of
 * frames up to the encoder's positions, of which it takes the first.
 *
 * <p>Shapes: {@code B} batch, {@code M} mel bins, {@code F} frames, {@code S = ceil(F/2)} encoder
 * positions, {@code T} tokens, {@code D} model width, {@code H} heads, {@code K} width of a head,
 * {@code V} vocabulary.
 *
 * <p>It lives for one step: its arrays are views of the parameters' memory and belong to the
 * manager that it was made with, as does all that it computes.
 */
final class WhisperBlock {
  private static final float NORM_EPSILON = 1e-5f;

  private final ModelSizes sizes;
  private final NDManager manager;
  private final StreamTap tap;
  private final Map<String, NDArray> weights = new LinkedHashMap<>();

  WhisperBlock(ModelSizes sizes, Parameters parameters, NDManager manager, boolean differentiable) {
    this(sizes, parameters, manager, differentiable, StreamTap.NONE);
  }

  /**
   * @param differentiable whether gradients are wanted of all weights but the encoder's positions,
   *     which are fixed
   */
  WhisperBlock(
      ModelSizes sizes,
      Parameters parameters,
      NDManager manager,
      boolean differentiable,
      StreamTap tap) {
    this.sizes = sizes;
    this.manager = manager;
    this.tap = tap;
    for (Parameter parameter : parameters.all()) {
      NDArray array =
          manager.create(parameter.memory(), new Shape(parameter.shape()), DataType.FLOAT32);
      if (differentiable && parameter.isTrainable()) {
        array.setRequiresGradient(true);
      }
      weights.put(parameter.role(), array);
    }
  }

  /** The weights, by role. */
  Map<String, NDArray> weights() {
    return weights;
  }

  /**
   * Encodes audio.
   *
   * @param features [B, M, F]
   * @param mask [B, 1, 1, S], as {@link AttentionMasks#padding} makes it; none if all clips are
   *     full
   * @return [B, S, D]
   */
  NDArray encode(NDArray features, Optional<NDArray> mask) {
    NDArray x = hear(features);
    for (Block block : blocks(Stack.ENCODER)) {
      x = pass(x, block.id(), Optional.empty(), mask);
    }
    return close(Stack.ENCODER, x);
  }

  /** What goes into the encoder's first layer: [B, M, F] to [B, S, D]. */
  NDArray hear(NDArray features) {
    NDArray x = gelu(convolution(features, "encoder.conv1", 1)); // [B, D, F]
    x = gelu(convolution(x, "encoder.conv2", 2)).transpose(0, 2, 1); // [B, S, D]
    return x.add(positions("encoder.embed_positions.weight", 0, x.getShape().get(1)));
  }

  /**
   * Decodes with teacher forcing.
   *
   * @param tokens [B, T], int64
   * @return [B, T, D], to be taken by {@link #logits}
   */
  NDArray decode(NDArray tokens, EncodedBatch heard) {
    NDArray x = read(tokens, 0);
    Optional<NDArray> causal = causal(tokens.getShape().get(1));
    for (Block block : blocks(Stack.DECODER)) {
      x = pass(x, block.id(), Optional.of(heard), causal);
    }
    return close(Stack.DECODER, x);
  }

  /**
   * What goes into the decoder's first layer: [B, T] to [B, T, D].
   *
   * @param from position of the first token
   */
  NDArray read(NDArray tokens, int from) {
    NDArray x = rows(weight(Roles.EMBEDDING), tokens);
    return x.add(positions("decoder.embed_positions.weight", from, tokens.getShape().get(1)));
  }

  /** Hides from each of {@code length} tokens what follows it; nothing from one alone. */
  Optional<NDArray> causal(long length) {
    return length == 1 ? Optional.empty() : Optional.of(AttentionMasks.causal(length, manager));
  }

  /** The blocks of a stack in the order of the data. */
  List<Block> blocks(Stack stack) {
    return sizes.blocks().stream().filter(block -> block.id().stack() == stack).toList();
  }

  /**
   * What a stack gives in the end.
   *
   * @param x stream behind its last layer
   */
  NDArray close(Stack stack, NDArray x) {
    String closing = stack.closingNorm();
    return norm(tap.at(closing, x), closing);
  }

  /**
   * The stream behind a block. What the block computes is free then, but for what a gradient needs:
   * PyTorch itself keeps that.
   *
   * @param x stream before it [B, T, D]
   * @param heard what a cross-attention reads
   * @param mask of what a self-attention reads
   */
  private NDArray pass(
      NDArray x, BlockId block, Optional<EncodedBatch> heard, Optional<NDArray> mask) {
    NDArray stream = tap.at(block.normName(), x);
    try (NDManager own = manager.newSubManager()) {
      own.tempAttachAll(stream);
      if (block.kind() == Kind.CROSS_ATTENTION) {
        heard.orElseThrow().arrays().forEach(own::tempAttachAll);
      }
      NDArray passed = stream.add(project(inner(stream, block, heard, mask), block));
      passed.attach(manager);
      return passed;
    }
  }

  /**
   * What a block's output projection reads: joined heads [B, T, H*K] or units [B, T, F].
   *
   * @param stream before the block [B, T, D]
   * @param heard what a cross-attention reads
   * @param mask of what a self-attention reads
   */
  NDArray inner(
      NDArray stream, BlockId block, Optional<EncodedBatch> heard, Optional<NDArray> mask) {
    NDArray normalised = read(stream, block);
    return switch (block.kind()) {
      case SELF_ATTENTION -> attend(normalised, memory(normalised, block), block, mask);
      case CROSS_ATTENTION ->
          attend(normalised, memory(heard.orElseThrow(), block), block, heard.orElseThrow().mask());
      case FEED_FORWARD -> gelu(linear(normalised, block, "fc1"));
    };
  }

  /** What a block reads of the stream before it: [B, T, D]. */
  NDArray read(NDArray stream, BlockId block) {
    return norm(stream, block.normName());
  }

  /** The output projection of a block: what it adds to the stream, [B, T, D]. */
  NDArray project(NDArray inner, BlockId block) {
    return linear(inner, block, block.kind().isAttention() ? "out_proj" : "fc2");
  }

  /**
   * Scores of all tokens: [..., D] to [..., V]. The projection is the embedding where it is tied.
   */
  NDArray logits(NDArray hidden) {
    NDArray projection = weight(Roles.logits(weights::containsKey));
    return Linear.linear(hidden, projection).singletonOrThrow();
  }

  /**
   * What an attention reads.
   *
   * @param source normalised stream or audio [B, S, D]
   */
  AttentionMemory memory(NDArray source, BlockId block) {
    return new AttentionMemory(
        heads(linear(source, block, "k_proj")).transpose(0, 1, 3, 2),
        heads(linear(source, block, "v_proj")));
  }

  /** What a cross-attention reads. */
  AttentionMemory memory(EncodedBatch heard, BlockId block) {
    AttentionMemory own = memory(heard.audio(), block);
    return heard.silence().map(silence -> own.withShared(memory(silence, block))).orElse(own);
  }

  /**
   * What an attention's output projection reads: [B, T, H*K].
   *
   * @param x what asks, normalised [B, T, D]
   * @param mask of what it reads
   */
  NDArray attend(NDArray x, AttentionMemory memory, BlockId block, Optional<NDArray> mask) {
    // As an array of the step: DJL closes one made of a bare number at once, and its memory may be
    // collected before the gradient reads it again.
    float scale = (float) (1 / Math.sqrt(sizes.headDim()));
    NDArray query = heads(linear(x, block, "q_proj").mul(manager.create(scale))); // [B, H, T, K]
    NDArray scores = memory.scores(query); // [B, H, T, S]
    NDArray masked = mask.isPresent() ? scores.add(mask.get()) : scores;
    NDArray mixed = memory.mix(masked.softmax(-1)).transpose(0, 2, 1, 3);
    Shape shape = mixed.getShape(); // [B, T, H, K]
    return mixed.reshape(shape.get(0), shape.get(1), shape.get(2) * shape.get(3));
  }

  /** [B, T, H*K] to [B, H, T, K]. */
  private NDArray heads(NDArray x) {
    Shape shape = x.getShape();
    long heads = shape.get(2) / sizes.headDim();
    return x.reshape(shape.get(0), shape.get(1), heads, sizes.headDim()).transpose(0, 2, 1, 3);
  }

  private NDArray linear(NDArray x, BlockId block, String name) {
    NDArray matrix = weight(block.role(name + ".weight"));
    NDArray bias = weights.get(block.role(name + ".bias"));
    return (bias == null ? Linear.linear(x, matrix) : Linear.linear(x, matrix, bias))
        .singletonOrThrow();
  }

  private NDArray convolution(NDArray x, String name, int stride) {
    return Conv1d.conv1d(
            x, weight(name + ".weight"), weight(name + ".bias"), new Shape(stride), new Shape(1))
        .singletonOrThrow();
  }

  private NDArray norm(NDArray x, String name) {
    Shape channels = new Shape(x.getShape().get(x.getShape().dimension() - 1));
    NDArray gain = weight(name + ".weight");
    return LayerNorm.layerNorm(x, channels, gain, weight(name + ".bias"), NORM_EPSILON)
        .singletonOrThrow();
  }

  /** Rows {@code from} to {@code from + count} of a table of positions: [count, D]. */
  private NDArray positions(String role, int from, long count) {
    return weight(role).get(from + ":" + (from + count));
  }

  /** Rows of {@code table} [N, D] by index: [..., D]. */
  static NDArray rows(NDArray table, NDArray indices) {
    return Embedding.embedding(indices, table, SparseFormat.DENSE).singletonOrThrow();
  }

  private static NDArray gelu(NDArray x) {
    return Activation.gelu(x);
  }

  private NDArray weight(String role) {
    NDArray array = weights.get(role);
    if (array == null) {
      throw new IllegalArgumentException("expected a weight " + role);
    }
    return array;
  }
}
