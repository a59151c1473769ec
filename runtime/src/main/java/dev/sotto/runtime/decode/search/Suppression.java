package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.DecodingTokens;
import java.util.List;

/** Tokens that are never written, and others with which no text begins. */
final class Suppression implements TokenRule {
  private final List<Integer> always;
  private final List<Integer> atBegin;

  Suppression(DecodingTokens tokens) {
    this.always = tokens.suppressedTokens();
    this.atBegin = tokens.suppressedAtBegin();
  }

  @Override
  public void apply(float[] logits, List<Integer> written) {
    always.forEach(token -> logits[token] = Float.NEGATIVE_INFINITY);
    if (written.isEmpty()) {
      atBegin.forEach(token -> logits[token] = Float.NEGATIVE_INFINITY);
    }
  }
}
