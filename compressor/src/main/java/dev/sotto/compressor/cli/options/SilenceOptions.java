package dev.sotto.compressor.cli.options;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.SilenceRule;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** Which windows count as silent. */
public final class SilenceOptions {
  private static final String OFF = "off";

  @Option(
      names = "--no-speech-threshold",
      paramLabel = "P|off",
      defaultValue = "" + SilenceRule.NO_SPEECH,
      description =
          "Write nothing for a window where no speech is more probable than this and the model is not"
              + " sure of its text (default ${DEFAULT-VALUE}, as OpenAI's Whisper).")
  private String noSpeech;

  @Option(
      names = "--log-probability-threshold",
      paramLabel = "P|off",
      defaultValue = "" + SilenceRule.LOG_PROBABILITY,
      description =
          "It is sure of a text whose tokens have a greater mean log probability (default"
              + " ${DEFAULT-VALUE}); off never is.")
  private String logProbability;

  public SilenceRule rule() {
    return new SilenceRule(
        threshold("--no-speech-threshold", noSpeech),
        threshold("--log-probability-threshold", logProbability));
  }

  private static OptionalDouble threshold(String option, String value) {
    if (value.equals(OFF)) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      throw new SottoException(
          SottoException.Code.USAGE,
          "expected a number or off for " + option + ", found \"" + value + "\"",
          e);
    }
  }
}
