package dev.sotto.eval.result;

import dev.sotto.eval.wer.UtteranceScore;
import java.util.List;

/**
 * What was said in one clip and what was heard.
 *
 * @param reference not normalised
 * @param hypothesis not normalised
 * @param tokens as written by the model, end tokens included
 * @param score of the normalised texts
 */
public record HeardUtterance(
    String id, String reference, String hypothesis, List<Integer> tokens, UtteranceScore score) {

  public HeardUtterance {
    tokens = List.copyOf(tokens);
  }
}
