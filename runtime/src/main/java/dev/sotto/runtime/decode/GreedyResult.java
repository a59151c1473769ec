package dev.sotto.runtime.decode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What greedy decoding wrote for one window.
 *
 * @param tokens the ids written after the prompt, with the end token if it was reached
 * @param logProbability sum over {@code tokens} of the natural logarithm of their probability,
 *     suppressed tokens aside
 * @param noSpeechProbability probability of the no-speech token after the start token; empty if the
 *     model names no such token
 * @param minimumMargin the smallest lead, over all steps, of the best logit before the next: where
 *     it is near zero, another implementation may rightly write another text
 * @param ended whether the end token was reached before the positions or the limit ran out
 * @param language the language given or detected, as {@code en}; empty for an English-only model
 */
public record GreedyResult(
    List<Integer> tokens,
    double logProbability,
    OptionalDouble noSpeechProbability,
    double minimumMargin,
    boolean ended,
    Optional<String> language) {

  public GreedyResult {
    tokens = List.copyOf(tokens);
  }

  /**
   * Mean natural logarithm of a token's probability, as OpenAI's decoder has it: the end token
   * counts, even where it was not reached.
   */
  public double meanLogProbability() {
    return logProbability / (ended ? tokens.size() : tokens.size() + 1);
  }
}
