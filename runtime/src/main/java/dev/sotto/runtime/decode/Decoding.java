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
 * @param ending why nothing more was written
 * @param language the language given or detected, as {@code en}; empty for an English-only model
 * @param temperature by which its tokens were drawn; 0 for none
 * @param heardAgain whether it is of a whole window, since what a cut one gave was not believed
 */
public record Decoding(
    List<Integer> tokens,
    double logProbability,
    OptionalDouble noSpeechProbability,
    double minimumMargin,
    Ending ending,
    Optional<String> language,
    double temperature,
    boolean heardAgain) {

  /** Why nothing more was written. */
  public enum Ending {
    /** The end token was reached. */
    ENDED,
    /** It began to repeat itself and was cut after the first time. */
    LOOPED,
    /** Positions, or those that are allowed, ran out. */
    CUT_OFF
  }

  public Decoding {
    tokens = List.copyOf(tokens);
  }

  public boolean ended() {
    return ending == Ending.ENDED;
  }

  public boolean looped() {
    return ending == Ending.LOOPED;
  }

  /** This one, of a window that was heard again. */
  public Decoding again() {
    return new Decoding(
        tokens,
        logProbability,
        noSpeechProbability,
        minimumMargin,
        ending,
        language,
        temperature,
        true);
  }

  /**
   * Mean natural logarithm of a token's probability, as OpenAI's decoder has it: the end token
   * counts, even where it was not reached.
   */
  public double meanLogProbability() {
    return logProbability / (ended() ? tokens.size() : tokens.size() + 1);
  }
}
