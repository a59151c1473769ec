package dev.sotto.eval.cost;

import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.WhisperConfig;

/**
 * What one attention or feed-forward network costs of a window of speech, told from its sizes, for
 * an export with a cache.
 *
 * <p>For one head of width K over a stream of width D, a token that attends to C positions takes
 * {@code 2 * (4*D*K + 2*C*K)}: queries, keys, values and output, then scores and context.
 * Cross-attention computes keys and values once for all S frames. A unit takes {@code 2 * 2*D} a
 * token.
 */
public final class BlockFlops {
  private static final long PROMPT = WhisperCost.PROMPT_TOKENS;
  private static final long GENERATED = WhisperCost.GENERATED_TOKENS;

  private final long width;
  private final long frames;
  private final long group;

  private BlockFlops(WhisperConfig config, Block block) {
    width = config.modelDim();
    frames = config.maxSourcePositions();
    group = block.groupSize();
  }

  /** All groups of {@code block} together. */
  public static Flops of(WhisperConfig config, Block block) {
    return ofGroup(config, block).times(block.groups());
  }

  /** One head or unit of {@code block}. */
  public static Flops ofGroup(WhisperConfig config, Block block) {
    BlockFlops sizes = new BlockFlops(config, block);
    boolean encoder = block.id().stack() == BlockId.Stack.ENCODER;
    return switch (block.id().kind()) {
      case FEED_FORWARD ->
          encoder
              ? flops(sizes.units(sizes.frames), 0, 0, 0)
              : flops(0, 0, sizes.units(PROMPT), sizes.units(1));
      case SELF_ATTENTION ->
          encoder
              ? flops(sizes.selfAttention(sizes.frames, sizes.frames * sizes.frames), 0, 0, 0)
              : flops(
                  0,
                  0,
                  sizes.selfAttention(PROMPT, PROMPT * PROMPT),
                  sizes.selfAttention(GENERATED, cachedPositions()) / GENERATED);
      case CROSS_ATTENTION ->
          flops(
              0,
              2 * sizes.frames * 2 * sizes.width * sizes.group,
              sizes.crossAttention(PROMPT),
              sizes.crossAttention(1));
    };
  }

  /**
   * Positions attended to by all generated tokens together: each sees the prompt, those before it
   * and itself.
   */
  private static long cachedPositions() {
    return GENERATED * PROMPT + GENERATED * (GENERATED + 1) / 2;
  }

  private long units(long tokens) {
    return 2 * tokens * 2 * width;
  }

  private long selfAttention(long tokens, long attended) {
    return 2 * (tokens * 4 * width * group + attended * 2 * group);
  }

  private long crossAttention(long tokens) {
    return 2 * (tokens * 2 * width * group + tokens * frames * 2 * group);
  }

  private static Flops flops(long encoder, long crossKeyValue, long prefill, long perToken) {
    return new Flops(
        encoder + crossKeyValue + prefill + GENERATED * perToken,
        encoder,
        crossKeyValue,
        prefill,
        perToken);
  }
}
