package dev.sotto.eval.cost;

import dev.sotto.models.whisper.WhisperConfig;

/**
 * What one token of the vocabulary costs of a window of speech, for an export with a cache: a
 * product of the stream, of width D, with one row, so {@code 2*D} for each token that is decoded.
 */
public final class TokenFlops {
  private TokenFlops() {}

  /** FLOPs of one token's logits in the standard workload. */
  public static long standard(WhisperConfig config) {
    long decoded = WhisperCost.PROMPT_TOKENS + WhisperCost.GENERATED_TOKENS;
    return 2L * config.modelDim() * decoded;
  }
}
