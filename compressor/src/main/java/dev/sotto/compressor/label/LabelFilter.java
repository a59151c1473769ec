package dev.sotto.compressor.label;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.SilenceRule;
import java.util.Optional;

/**
 * Which texts are good enough to train on. The usual thresholds are those by which {@code
 * transcribe} of OpenAI's Whisper judges its own texts ({@code logprob_threshold}, {@code
 * compression_ratio_threshold}, {@code no_speech_threshold}). OpenAI's forgives a great no-speech
 * probability where the text is probable. Here it is a reason of its own: a clip without a label
 * costs little, a wrong label teaches an error.
 *
 * @param minLogProbability least mean natural logarithm of a token's probability, at most 0
 * @param maxCompressionRatio greatest ratio of a text's bytes to its bytes as zlib, above 0
 * @param maxNoSpeech greatest probability that nobody speaks, from 0 to 1
 */
public record LabelFilter(
    double minLogProbability, double maxCompressionRatio, double maxNoSpeech) {
  public static final double MIN_LOG_PROBABILITY = SilenceRule.LOG_PROBABILITY;
  public static final double MAX_COMPRESSION_RATIO = 2.4;
  public static final double MAX_NO_SPEECH = SilenceRule.NO_SPEECH;

  /** With the usual thresholds. */
  public static final LabelFilter DEFAULTS =
      new LabelFilter(MIN_LOG_PROBABILITY, MAX_COMPRESSION_RATIO, MAX_NO_SPEECH);

  /**
   * @throws SottoException with code USAGE if a threshold is outside its range
   */
  public LabelFilter {
    check(minLogProbability <= 0, "a least log probability of at most 0", minLogProbability);
    check(maxCompressionRatio > 0, "a greatest compression ratio above 0", maxCompressionRatio);
    check(
        maxNoSpeech >= 0 && maxNoSpeech <= 1,
        "a greatest no-speech probability from 0 to 1",
        maxNoSpeech);
  }

  private static void check(boolean holds, String expected, double found) {
    SottoException.require(holds && !Double.isInfinite(found), expected, found);
  }

  /** What speaks against {@code hypothesis}; nothing if it is a label. */
  public Optional<Reason> objection(Hypothesis hypothesis) {
    if (!hypothesis.ended()) {
      return Optional.of(Reason.UNENDED);
    }
    if (hypothesis.text().isBlank()) {
      return Optional.of(Reason.EMPTY);
    }
    if (hypothesis.noSpeechProbability().orElse(0) > maxNoSpeech) {
      return Optional.of(Reason.NO_SPEECH);
    }
    if (hypothesis.logProbability() < minLogProbability) {
      return Optional.of(Reason.IMPROBABLE);
    }
    if (hypothesis.compressionRatio() > maxCompressionRatio) {
      return Optional.of(Reason.REPETITIVE);
    }
    return Optional.empty();
  }
}
