package dev.sotto.compressor.search;

import dev.sotto.compressor.saliency.WeightStatistics;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.PrunableBlock;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.models.whisper.WhisperModel;
import java.util.List;
import java.util.Map;

/**
 * What each group costs, so what leaves with it.
 *
 * <p>FLOPs are those of the standard workload: one window through the encoder, a prompt of P = 4
 * tokens, then G = 30 tokens with a cache. For one head of width K over a stream of width D, a
 * token that attends to C positions takes {@code 2 * (4*D*K + 2*C*K)}: queries, keys, values and
 * output, then scores and context. Cross-attention computes keys and values once for all S frames.
 * A unit takes {@code 2 * 2*D} a token.
 */
public final class GroupCosts {
  private static final long PROMPT = 4;
  private static final long GENERATED = 30;

  private final WhisperModel model;

  public GroupCosts(WhisperModel model) {
    this.model = model;
  }

  /** Parameters that leave with one group of {@code block}. */
  public long parameters(PrunableBlock block) {
    return WeightStatistics.elementsPerGroup(model, block);
  }

  /** FLOPs of the standard workload that leave with one group of {@code block}. */
  public long flops(PrunableBlock block) {
    WhisperConfig config = model.config();
    long width = config.modelDim();
    long head = block.groupSize();
    long frames = config.maxSourcePositions();
    boolean encoder = block.block().stack() == Block.Stack.ENCODER;
    long tokens = encoder ? frames : PROMPT + GENERATED;
    return switch (block.block().kind()) {
      case FEED_FORWARD -> 2 * tokens * 2 * width;
      case SELF_ATTENTION -> {
        long attended = encoder ? frames * frames : PROMPT * PROMPT + cachedPositions();
        yield 2 * (tokens * 4 * width * head + attended * 2 * head);
      }
      case CROSS_ATTENTION ->
          2 * (frames * 2 * width * head + tokens * 2 * width * head + tokens * frames * 2 * head);
    };
  }

  /**
   * Positions attended to by all generated tokens together: each sees the prompt, those before it
   * and itself.
   */
  private static long cachedPositions() {
    return GENERATED * PROMPT + GENERATED * (GENERATED + 1) / 2;
  }

  /** Parameters that leave with {@code removed}, block name to groups. */
  public long parameters(Map<String, List<Integer>> removed) {
    return model.blocks().stream()
        .mapToLong(block -> count(removed, block) * parameters(block))
        .sum();
  }

  /** FLOPs of the standard workload that leave with {@code removed}. */
  public long flops(Map<String, List<Integer>> removed) {
    return model.blocks().stream().mapToLong(block -> count(removed, block) * flops(block)).sum();
  }

  private static long count(Map<String, List<Integer>> removed, PrunableBlock block) {
    return removed.getOrDefault(block.block().name(), List.of()).size();
  }
}
