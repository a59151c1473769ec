package dev.sotto.compressor.label;

import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.search.CompressionRatio;
import dev.sotto.runtime.transcribe.Transcript;
import java.util.OptionalDouble;

/**
 * What a model heard in one window, and what speaks for it.
 *
 * @param text stripped at both ends; may be empty
 * @param language given or detected, as {@code en}
 * @param logProbability mean natural logarithm of a token's probability, the end token included
 * @param compressionRatio bytes of the text in UTF-8 over its bytes as zlib
 * @param noSpeechProbability from 0 to 1; empty if the model has no token for it
 * @param ended whether the model ended the text itself
 */
public record Hypothesis(
    String text,
    String language,
    double logProbability,
    double compressionRatio,
    OptionalDouble noSpeechProbability,
    boolean ended) {

  /** Of a recording that is one window. */
  static Hypothesis of(Transcript transcript) {
    if (transcript.windows().size() != 1) {
      throw new IllegalArgumentException(
          "expected one window, received " + transcript.windows().size());
    }
    Decoding decoding = transcript.windows().get(0).decoding();
    return new Hypothesis(
        transcript.text(),
        transcript.language().orElse("en"),
        decoding.meanLogProbability(),
        CompressionRatio.of(transcript.text()),
        decoding.noSpeechProbability(),
        decoding.ended());
  }
}
