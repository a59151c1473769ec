package dev.sotto.compressor.train.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.Probe.Rows;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.natives.NativeWork;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model that works on all clips block by block, each in the window that it says. Behind a window
 * that is filled up the decoder reads the states of a window of silence, which is heard once as if
 * it were one more clip. Weights are read from the memory of the parameters at each call, so that
 * whoever changes a block before it is passed has all that follow hear what comes of it.
 *
 * <p>Shapes: {@code S} encoder positions of a window, {@code T} tokens of a clip, {@code D} model
 * width, {@code n} width of what an output projection reads.
 */
final class BlockwiseModel {
  /** Positions of half a second: the decoder reads there that nothing more is said. */
  private static final int AFTER_SOUND = 25;

  /** Rows for each channel of the widest block from which on more of them tell nothing new. */
  private static final int ENOUGH = 64;

  /** So many clips share a model in memory: making one takes as long as a block of a few tokens. */
  private static final int TOGETHER = 32;

  private final ModelSizes sizes;
  private final Parameters parameters;
  private final List<CalibrationClip> clips;
  private final LogMel logMel;
  private final int width;
  private final boolean filled;

  BlockwiseModel(ModelSizes sizes, Parameters parameters, List<CalibrationClip> clips) {
    this.sizes = sizes;
    this.parameters = parameters;
    this.clips = List.copyOf(clips);
    this.logMel = new LogMel(sizes.melBins());
    this.width = (int) parameters.get(Stack.DECODER.closingNorm() + ".weight").shape()[0];
    this.filled = clips.stream().anyMatch(clip -> clip.window().filled());
  }

  List<CalibrationClip> clips() {
    return clips;
  }

  List<Block> blocks() {
    return sizes.blocks();
  }

  /** Channels of the stream, {@code D}. */
  int width() {
    return width;
  }

  /** {@code S} of a clip's window; of silence, behind all clips, that of a whole one. */
  private int positions(int clip) {
    return (frames(clip) + 1) / 2;
  }

  private int frames(int clip) {
    int whole = sizes.windowFrames();
    return clip == clips.size()
        ? whole
        : clips.get(clip).window().frames(clips.get(clip).samples(), whole);
  }

  /** Clips, and silence if it is heard. */
  private int heard() {
    return clips.size() + (filled ? 1 : 0);
  }

  /** Rows of a clip that count: sound and half a second after it, or all tokens. */
  int rows(int clip, Stack stack) {
    return stack == Stack.DECODER
        ? clips.get(clip).rows(Rows.TOKENS)
        : Math.min(clips.get(clip).positions() + AFTER_SOUND, positions(clip));
  }

  /**
   * The clips whose rows tell what a block reads: all, or evenly spread some, of which there are
   * still {@link #ENOUGH} rows for each channel. Many clips are asked for their tokens, of which
   * one has a dozen; of positions it has hundreds.
   */
  int[] sample(Stack stack) {
    long rows = IntStream.range(0, clips.size()).mapToLong(clip -> rows(clip, stack)).sum();
    long channels =
        blocks().stream().mapToInt(block -> block.groups() * block.groupSize()).max().orElseThrow();
    return sample(clips.size(), rows, channels);
  }

  static int[] sample(int clips, long rows, long channels) {
    int step = (int) Math.max(1, rows / (ENOUGH * channels));
    return IntStream.iterate(0, clip -> clip < clips, clip -> clip + step).toArray();
  }

  /** Clips, a few at a time, that had better share a model in memory. */
  static List<int[]> together(int... clips) {
    return IntStream.iterate(0, from -> from < clips.length, from -> from + TOGETHER)
        .mapToObj(from -> Arrays.copyOfRange(clips, from, Math.min(clips.length, from + TOGETHER)))
        .toList();
  }

  /** Runs something for each of some clips, of which a few share the model in memory. */
  void each(int[] numbers, ClipWork work) {
    for (int[] some : together(numbers)) {
      with(
          (model, manager) -> {
            for (int clip : some) {
              try (NDManager own = manager.newSubManager()) {
                work.run(model, clip, own);
              }
            }
            return null;
          });
    }
  }

  /** What is computed of a clip, in memory of its own. */
  interface ClipWork {
    void run(LoadedModel model, int clip, NDManager own);
  }

  /** Runs something with the model in memory of its own, which is freed. */
  <R> R with(Work<R> work) {
    return NativeWork.during(
        () -> {
          try (NDManager manager = Torch.newManager()) {
            return work.run(new LoadedModel(sizes, parameters, manager), manager);
          } catch (EngineException e) {
            throw Torch.explain(e, "PyTorch", "not enough memory to run the model on a clip");
          }
        });
  }

  /** What is computed of clips. */
  interface Work<R> {
    R run(LoadedModel model, NDManager manager);
  }

  /** The streams before the first block. */
  Streams start() {
    long position = (long) width * Float.BYTES;
    Streams streams =
        new Streams(
            IntStream.range(0, heard()).mapToLong(clip -> positions(clip) * position).toArray(),
            IntStream.range(0, heard()).mapToLong(clip -> tokens(clip) * position).toArray());
    each(
        IntStream.range(0, heard()).toArray(),
        (model, clip, own) -> {
          int frames = frames(clip);
          Shape shape = new Shape(1, sizes.melBins(), frames);
          NDArray window = own.create(window(clip, frames), shape);
          store(model.model().hear(window), streams.audio(clip));
        });
    return streams;
  }

  private float[] window(int clip, int frames) {
    return clip == clips.size() ? logMel.silence(frames) : clips.get(clip).features(logMel, frames);
  }

  private int tokens(int clip) {
    return clip == clips.size() ? 0 : clips.get(clip).rows(Rows.TOKENS);
  }

  /** Passes the next block with all clips. */
  void advance(Streams streams) {
    Block block = blocks().get(streams.next());
    boolean last =
        streams.next() + 1 == blocks().size()
            || blocks().get(streams.next() + 1).id().stack() != block.id().stack();
    boolean encodes = block.id().stack() == Stack.ENCODER;
    each(
        IntStream.range(0, encodes ? heard() : clips.size()).toArray(),
        (loaded, clip, own) -> {
          WhisperBlock model = loaded.model();
          NDArray stream = stream(streams, clip, block, own);
          NDArray inner = inner(loaded, streams, clip, block, own);
          NDArray passed = stream.add(model.project(inner, block.id()));
          NDArray given = last ? model.close(block.id().stack(), passed) : passed;
          store(given, bytes(streams, clip, block));
          if (last && encodes && clip < clips.size()) {
            long[] tokens = clips.get(clip).inputs();
            NDArray read = own.create(tokens, new Shape(1, tokens.length));
            store(model.read(read, 0), streams.text(clip));
          }
        });
    streams.moveOn();
  }

  /** Passes all blocks that are left. */
  void advanceToTheEnd(Streams streams) {
    while (streams.next() < blocks().size()) {
      advance(streams);
    }
  }

  private static ByteBuffer bytes(Streams streams, int clip, Block block) {
    return block.id().stack() == Stack.ENCODER ? streams.audio(clip) : streams.text(clip);
  }

  /** The stream that a block reads of a clip: [1, S, D] or [1, T, D]. */
  NDArray stream(Streams streams, int clip, Block block, NDManager manager) {
    return array(bytes(streams, clip, block), manager);
  }

  private NDArray array(ByteBuffer bytes, NDManager manager) {
    long rows = bytes.capacity() / ((long) width * Float.BYTES);
    return manager.create(bytes, new Shape(1, rows, width), DataType.FLOAT32);
  }

  /** What the first projections of a block read of the stream of a clip: [1, S, D] or [1, T, D]. */
  NDArray read(LoadedModel model, Streams streams, int clip, Block block, NDManager manager) {
    return model.model().read(stream(streams, clip, block, manager), block.id());
  }

  /** What the encoder gave of a clip's window, once all its blocks are passed: [1, S, D]. */
  NDArray audio(Streams streams, int clip, NDManager manager) {
    return array(streams.audio(clip), manager);
  }

  /** What a cross-attention reads: that, and what silence gave from there on. */
  private AttentionMemory memory(
      LoadedModel loaded, Streams streams, int clip, BlockId block, NDManager manager) {
    AttentionMemory own = loaded.model().memory(audio(streams, clip, manager), block);
    int positions = positions(clip);
    if (!clips.get(clip).window().filled() || positions == positions(clips.size())) {
      return own;
    }
    NDArray silence = audio(streams, clips.size(), manager);
    return own.and(loaded.silence(block, silence).from(positions));
  }

  /** What the logits are made of, once all blocks are passed: [1, T, D]. */
  NDArray text(Streams streams, int clip, NDManager manager) {
    return array(streams.text(clip), manager);
  }

  /** What a block's output projection reads of a clip: [1, S, n] or [1, T, n]. */
  NDArray inner(LoadedModel loaded, Streams streams, int clip, Block block, NDManager manager) {
    WhisperBlock model = loaded.model();
    BlockId id = block.id();
    NDArray stream = stream(streams, clip, block, manager);
    if (id.kind() == Kind.CROSS_ATTENTION) {
      AttentionMemory memory = memory(loaded, streams, clip, id, manager);
      return model.attend(model.read(stream, id), memory, id, Optional.empty());
    }
    boolean causal = id.stack() == Stack.DECODER && id.kind() == Kind.SELF_ATTENTION;
    Optional<NDArray> mask = causal ? model.causal(stream.getShape().get(1)) : Optional.empty();
    return model.inner(stream, id, Optional.empty(), mask);
  }

  /**
   * Logits of the tokens after the prompt, [N, V], once all blocks are passed.
   *
   * @param streams behind the last block
   */
  NDArray logits(LoadedModel model, Streams streams, int clip, NDManager manager) {
    NDArray hidden = text(streams, clip, manager); // [1, T, D]
    int from = clips.get(clip).promptTokens() - 1;
    return model.model().logits(hidden.reshape(-1, width).get(from + ":"));
  }

  private static void store(NDArray array, ByteBuffer to) {
    to.put(array.toByteBuffer(true));
  }
}
