package dev.sotto.compressor.cli.hearing;

import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.FallbackRule;
import dev.sotto.runtime.decode.Prompting;
import dev.sotto.runtime.decode.SearchOptions;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a text is searched for, and what the decoder is shown before. */
public final class DecoderOptions {
  private static final String OFF = "off";

  @Option(
      names = "--beam",
      paramLabel = "N",
      description = "Follow the N best texts at a time; unless given, the likeliest token alone.")
  private Optional<Integer> beam = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "P",
      description = "Search until N times P texts have ended (default 1).")
  private Optional<Double> patience = Optional.empty();

  @Option(
      names = "--length-penalty",
      paramLabel = "A",
      description =
          "Rank texts by their log probability over ((5 + length) / 6) ^ A, from 0 to 1; unless"
              + " given, over the length.")
  private Optional<Double> lengthPenalty = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description = "Draw tokens at this temperature (default ${DEFAULT-VALUE}: no draw).")
  private double temperature;

  @Option(
      names = "--best-of",
      paramLabel = "N",
      description = "Draw N texts and keep the best (default 1).")
  private Optional<Integer> bestOf = Optional.empty();

  @Option(
      names = "--no-fallback",
      description =
          "Keep the first text. Else a window whose text is improbable, or repeats itself, is decoded"
              + " again at temperatures up to 1.")
  private boolean noFallback;

  @Option(
      names = "--compression-ratio-threshold",
      paramLabel = "R|off",
      description =
          "A text repeats itself that zlib makes more than R times smaller (default "
              + FallbackRule.COMPRESSION_RATIO
              + ", as OpenAI's Whisper).")
  private Optional<String> compressionRatio = Optional.empty();

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "Have the model believe that it wrote this just before, in the style you want.")
  private Optional<String> prompt = Optional.empty();

  @Option(
      names = "--hotwords",
      paramLabel = "TEXT",
      description = "Names and terms that may be spoken, shown to the model as a prompt.")
  private Optional<String> hotwords = Optional.empty();

  @Mixin private SeedOption seed;

  /**
   * Options that differ from {@code base} in what was asked for; the log probability above which a
   * text is believed is that of its rule for silence.
   *
   * @throws SottoException with code USAGE if a value is outside its range, or has no effect
   */
  public DecodingOptions of(DecodingOptions base) {
    checkUsed("--patience", patience.isPresent(), "--beam", beam.isPresent());
    checkUsed(
        "--best-of", bestOf.isPresent(), "--temperature or fallback", !noFallback || drawing());
    checkUsed(
        "--length-penalty",
        lengthPenalty.isPresent(),
        "--beam or --best-of",
        beam.isPresent() || bestOf.isPresent());
    checkUsed(
        "--compression-ratio-threshold", compressionRatio.isPresent(), "fallback", !noFallback);
    SearchOptions search =
        new SearchOptions(
            beam.orElse(1),
            patience.orElse(1.0),
            lengthPenalty.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
            temperature,
            bestOf.orElse(1),
            seed.value());
    FallbackRule fallback =
        noFallback
            ? FallbackRule.off()
            : new FallbackRule(true, ratio(), base.silence().logProbability());
    return base.withSearch(search)
        .withFallback(fallback)
        .withPrompting(new Prompting(prompt, hotwords, base.prompting().timestamps()));
  }

  private boolean drawing() {
    return temperature > 0;
  }

  private static void checkUsed(String option, boolean given, String other, boolean there) {
    if (given && !there) {
      throw SottoException.usage("expected %s with %s, found none".formatted(other, option));
    }
  }

  private OptionalDouble ratio() {
    if (compressionRatio.isEmpty()) {
      return OptionalDouble.of(FallbackRule.COMPRESSION_RATIO);
    }
    String given = compressionRatio.get();
    if (given.equals(OFF)) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(given));
    } catch (NumberFormatException e) {
      throw new SottoException(
          SottoException.Code.USAGE,
          "expected a number or off for --compression-ratio-threshold, found \"" + given + "\"",
          e);
    }
  }
}
