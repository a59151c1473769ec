package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A rule that says how much each group of a model matters. {@link Saliencies} names them. */
public interface Saliency {
  /**
   * The score of every group of every block; the lower, the sooner it leaves.
   *
   * @throws dev.sotto.models.SottoException if the model or the context does not allow it
   */
  GroupScores score(SaliencyContext context);

  /** Whether it asks for speech, without which it cannot score. */
  default boolean listens() {
    return false;
  }

  /**
   * Whether scores are parts of what the loss loses, so that those of all groups that leave add up,
   * whatever their kinds. Then a budget weighs them against what the group costs.
   */
  default boolean addsUp() {
    return false;
  }

  /**
   * Whether, of scores that add up, every number of heads is tried and units fill the rest of a
   * budget, in place of one threshold on what is lost for the cost.
   */
  default boolean triesAllHeads() {
    return false;
  }

  /**
   * The method and its own numbers, all that makes two saliencies the same: what plans tell of it,
   * and what finished work is found again by.
   *
   * @return texts and numbers by name, of which {@code method} is as command lines spell it
   */
  @JsonValue
  ObjectNode identity();

  /**
   * Whether the groups are chosen anew, as many in each block, where the model hears what earlier
   * blocks have lost; a repair then does so.
   */
  default boolean choosesAgain() {
    return false;
  }
}
