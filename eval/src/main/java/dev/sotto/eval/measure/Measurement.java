package dev.sotto.eval.measure;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a measuring process found. Times are medians over its standard windows, in milliseconds.
 *
 * @param loadMillis to load the model's graphs, from a warm file cache if it was read before
 * @param standardRealTimeFactor time of all of a standard window's work over the seconds of audio
 *     in it
 * @param realTimeFactor time to transcribe the clips over their seconds; empty if there were none
 * @param peakResidentBytes most memory that the process ever held; empty where the operating system
 *     does not tell, which is anywhere but on Linux
 * @param deviceBytes most memory of the GPU that the process held; empty on a CPU and where the
 *     driver does not tell
 */
public record Measurement(
    double loadMillis,
    Window window,
    double standardRealTimeFactor,
    OptionalDouble realTimeFactor,
    OptionalLong peakResidentBytes,
    OptionalLong deviceBytes) {

  public Measurement {
    Objects.requireNonNull(window);
    Objects.requireNonNull(realTimeFactor);
    Objects.requireNonNull(peakResidentBytes);
    Objects.requireNonNull(deviceBytes);
  }

  /**
   * The parts of a standard window.
   *
   * @param featureMillis the log-mel spectrogram of one window
   * @param encoderMillis the encoder on one window
   * @param firstTokenMillis the decoder's first call, on the prompt
   * @param perTokenMillis one further token
   */
  public record Window(
      double featureMillis, double encoderMillis, double firstTokenMillis, double perTokenMillis) {

    /** All the work of one standard window. */
    public double millis() {
      return featureMillis
          + encoderMillis
          + firstTokenMillis
          + StandardWindow.GENERATED_TOKENS * perTokenMillis;
    }
  }
}
