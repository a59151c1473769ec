package dev.sotto.runtime.decode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a decoder wrote for one window.
 *
 * @param tokens the ids written after the prompt, with the end token if it was reached
 * @param logProbability sum over {@code tokens} of the natural logarithm of their probability, at
 *     temperature 1 and of what the rules allow alone
 * @param noSpeechProbability probability of the no-speech token after the start token; empty if the
 *     model names no such token
 * @param minimumMargin the smallest lead, over all steps, of the logit of what was written before
 *     that of any other token: where it is near zero, another implementation may rightly write
 *     another text; below zero where a search or a draw took another than the likeliest
 * @param ended whether the end token was reached before the positions or the limit ran out
 * @param language the language given or detected, as {@code en}; empty for an English-only model
 * @param looped whether it began to repeat itself and was cut after the first time
 * @param temperature by which its tokens were drawn; 0 for none
 */
public record Decoding(
    List<Integer> tokens,
    double logProbability,
    OptionalDouble noSpeechProbability,
    double minimumMargin,
    boolean ended,
    Optional<String> language,
    boolean looped,
    double temperature) {

  public Decoding {
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
