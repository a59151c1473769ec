package dev.sotto.runtime.decode.search;

import java.util.List;

/** Says which tokens may not come next. */
interface TokenRule {

  /**
   * Sets the logits [V] of those tokens to negative infinity.
   *
   * @param written the tokens after the prompt; none yet at the beginning
   */
  void apply(float[] logits, List<Integer> written);
}
