package dev.sotto.eval.result;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a model said of a text beside the text.
 *
 * @param noSpeechProbability that nobody spoke, least of its windows', from 0 to 1; empty if the
 *     model has no token for it, or the utterance was heard elsewhere
 * @param looped whether the model began to repeat itself and the text was cut
 * @param temperature greatest at which a window was decoded; 0 if nothing was drawn
 * @param heardAgain whether a window was cut, not believed, and heard again as a whole
 */
public record Certainty(
    OptionalDouble noSpeechProbability, boolean looped, double temperature, boolean heardAgain) {
  /** Of a text that was heard elsewhere. */
  public static final Certainty UNKNOWN = new Certainty(OptionalDouble.empty(), false, 0, false);

  public Certainty {
    Objects.requireNonNull(noSpeechProbability);
    if (!(temperature >= 0)) {
      throw new IllegalArgumentException("expected a temperature from 0, found " + temperature);
    }
  }
}
