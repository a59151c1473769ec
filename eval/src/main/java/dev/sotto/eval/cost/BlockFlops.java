package dev.sotto.eval.cost;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.Roles;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one attention or feed-forward network costs of a window of speech, told from the shapes of
 * its weights, for an export with a cache.
 *
 * <p>A linear layer of {@code E} weights takes {@code 2 * E} for each token that it reads, whether
 * it is one matrix or a product of two thin ones. For one head of width K, a token that attends to
 * C positions takes {@code 2 * 2*C*K} for scores and context besides. Cross-attention computes keys
 * and values once for all S frames.
 */
public final class BlockFlops {
  private static final long PROMPT = WhisperCost.PROMPT_TOKENS;
  private static final long GENERATED = WhisperCost.GENERATED_TOKENS;

  private final long frames;
  private final BlockId id;

  /** Weights of linear layers that read what the block is fed, a token at a time. */
  private long ofTokens;

  /** Those that read the encoder's output, once for a window. */
  private long ofFrames;

  /** Width of all heads together. */
  private long heads;

  private BlockFlops(WhisperConfig config, BlockId id) {
    this.frames = config.maxSourcePositions();
    this.id = id;
  }

  /** All of {@code block}. */
  public static Flops of(WhisperModel model, Block block) {
    return of(model.config(), block, model::shape);
  }

  /**
   * All of a block of a model that need not be there.
   *
   * @param shapes of the weights by role
   */
  public static Flops of(
      WhisperConfig config, Block block, Function<String, Optional<long[]>> shapes) {
    BlockFlops sizes = new BlockFlops(config, block.id());
    for (Coupling coupling : block.couplings()) {
      sizes.add(coupling, elements(coupling.role(), shapes));
      if (Roles.isFactor(coupling.role())) {
        sizes.add(coupling, elements(Roles.otherFactor(coupling.role()), shapes));
      }
    }
    sizes.heads = (long) block.groups() * block.groupSize();
    return sizes.flops();
  }

  /** What leaves with one head or unit of {@code block}. */
  public static Flops ofGroup(WhisperModel model, Block block) {
    BlockFlops sizes = new BlockFlops(model.config(), block.id());
    for (Coupling coupling : block.couplings()) {
      sizes.add(coupling, elements(coupling.role(), model::shape) / block.groups());
    }
    sizes.heads = block.groupSize();
    return sizes.flops();
  }

  /** Elements of a matrix; a bias is added, not multiplied. */
  private static long elements(String role, Function<String, Optional<long[]>> shapes) {
    return shapes.apply(role).filter(shape -> shape.length == 2).map(Tensor::elements).orElse(0L);
  }

  private void add(Coupling coupling, long weights) {
    String role = Roles.whole(coupling.role());
    boolean ofKeysOrValues =
        id.kind() == Kind.CROSS_ATTENTION
            && (role.equals(id.role("k_proj.weight")) || role.equals(id.role("v_proj.weight")));
    if (ofKeysOrValues) {
      ofFrames += weights;
    } else {
      ofTokens += weights;
    }
  }

  private Flops flops() {
    if (id.stack() == Stack.ENCODER) {
      return flops(products(frames, frames * frames), 0, 0, 0);
    }
    boolean cross = id.kind() == Kind.CROSS_ATTENTION;
    return flops(
        0,
        2 * frames * ofFrames,
        products(PROMPT, PROMPT * (cross ? frames : PROMPT)),
        products(GENERATED, cross ? GENERATED * frames : cachedPositions()) / GENERATED);
  }

  /** What {@code tokens} cost, which attend to so many positions in all. */
  private long products(long tokens, long attended) {
    long attention = id.kind().isAttention() ? 2 * attended * heads : 0;
    return 2 * (tokens * ofTokens + attention);
  }

  /**
   * Positions attended to by all generated tokens together: each sees the prompt, those before it
   * and itself.
   */
  private static long cachedPositions() {
    return GENERATED * PROMPT + GENERATED * (GENERATED + 1) / 2;
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
