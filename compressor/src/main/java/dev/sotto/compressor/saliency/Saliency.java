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

  /**
   * The method and its own numbers, all that makes two saliencies the same: what plans tell of it,
   * and what finished work is found again by.
   *
   * @return texts and numbers by name, of which {@code method} is as command lines spell it
   */
  @JsonValue
  ObjectNode identity();

  /**
   * Whether scores say what is lost with each group, and add up: then a budget weighs them against
   * what the group costs.
   */
  default boolean addsUp() {
    return false;
  }

  /**
   * Whether the groups are chosen anew, as many in each block, where the model hears what earlier
   * blocks have lost; a repair then does so.
   */
  default boolean choosesAgain() {
    return false;
  }
}
