package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * When a text is not believed and its window is decoded again at a higher temperature, as {@code
 * transcribe} of OpenAI's Whisper does ({@code compression_ratio_threshold}, {@code
 * logprob_threshold}). A text that began to repeat itself is not believed, either.
 *
 * @param retries whether anything is decoded again
 * @param compressionRatio above this ratio of bytes to bytes as zlib a text repeats itself; empty
 *     if that is not asked
 * @param logProbability below this mean natural logarithm of a token's probability the model is not
 *     sure of a text; empty if that is not asked
 */
public record FallbackRule(
    boolean retries, OptionalDouble compressionRatio, OptionalDouble logProbability) {
  public static final double COMPRESSION_RATIO = 2.4;

  /**
   * @throws SottoException with code USAGE if a threshold is outside its range
   */
  public FallbackRule {
    double ratio = compressionRatio.orElse(1);
    SottoException.require(
        ratio > 0 && !Double.isInfinite(ratio), "a compression-ratio threshold above 0", ratio);
    Objects.requireNonNull(logProbability);
  }

  /** That of OpenAI's Whisper. */
  public static FallbackRule defaults() {
    return new FallbackRule(
        true, OptionalDouble.of(COMPRESSION_RATIO), OptionalDouble.of(SilenceRule.LOG_PROBABILITY));
  }

  /** The first text stays. */
  public static FallbackRule off() {
    return new FallbackRule(false, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** Whether a text repeats itself, by the ratio of its bytes to its bytes as zlib. */
  public boolean repeats(Decoding decoding, double ratio) {
    return decoding.looped()
        || (compressionRatio.isPresent() && ratio > compressionRatio.getAsDouble());
  }

  /** Whether the model is not sure of a text. */
  public boolean unsure(Decoding decoding) {
    return logProbability.isPresent()
        && decoding.meanLogProbability() < logProbability.getAsDouble();
  }
}
