package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import java.util.OptionalDouble;

/**
 * When a window counts as silent, whatever text was written for it: nobody speaks in it says the
 * model, and it is not sure of its text. So does {@code transcribe} of OpenAI's Whisper ({@code
 * no_speech_threshold}, {@code logprob_threshold}).
 *
 * @param noSpeech above this probability of no speech a window may be silent, from 0 to 1; empty if
 *     none ever is
 * @param logProbability above this mean natural logarithm of a token's probability a text stays, at
 *     most 0; empty if the probability of no speech alone decides
 */
public record SilenceRule(OptionalDouble noSpeech, OptionalDouble logProbability) {
  public static final double NO_SPEECH = 0.6;
  public static final double LOG_PROBABILITY = -1.0;

  /**
   * @throws SottoException with code USAGE if a threshold is outside its range
   */
  public SilenceRule {
    double silent = noSpeech.orElse(0);
    SottoException.require(silent >= 0 && silent <= 1, "a no-speech threshold from 0 to 1", silent);
    double sure = logProbability.orElse(0);
    SottoException.require(
        sure <= 0 && !Double.isInfinite(sure), "a log-probability threshold of at most 0", sure);
  }

  /** That of OpenAI's Whisper. */
  public static SilenceRule defaults() {
    return new SilenceRule(OptionalDouble.of(NO_SPEECH), OptionalDouble.of(LOG_PROBABILITY));
  }

  /** Every text stays. */
  public static SilenceRule off() {
    return new SilenceRule(OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** Whether nobody speaks where {@code result} was heard. */
  public boolean isSilent(Decoding result) {
    return noSpeech.isPresent()
        && result.noSpeechProbability().orElse(0) > noSpeech.getAsDouble()
        && (logProbability.isEmpty()
            || result.meanLogProbability() <= logProbability.getAsDouble());
  }
}
