package dev.sotto.compressor.verify;

import dev.sotto.runtime.session.OptimizationLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far two exports are apart, form by form and level by level.
 *
 * @param seed of the input and the tokens
 */
public record Parity(List<Measurement> measurements, long seed) {

  /**
   * One comparison.
   *
   * @param form the decoder file or files that were run
   * @param encoderDifference largest absolute difference of the encoder's output
   * @param logitsDifference largest absolute difference of logits, over the prompt and the steps
   *     after it
   * @param tolerance what {@code logitsDifference} may be
   * @param failure why the rewritten export could not be run, if it could not
   */
  public record Measurement(
      String form,
      OptimizationLevel level,
      double encoderDifference,
      double logitsDifference,
      double tolerance,
      Optional<String> failure) {

    /** NaN is never within tolerance. */
    public boolean holds() {
      return failure.isEmpty() && logitsDifference <= tolerance;
    }
  }

  public Parity {
    measurements = List.copyOf(measurements);
  }

  /** The same, with failures that name {@code shown} wherever they name {@code used}. */
  Parity shown(Path used, Path shown) {
    return new Parity(
        measurements.stream()
            .map(
                measurement ->
                    new Measurement(
                        measurement.form,
                        measurement.level,
                        measurement.encoderDifference,
                        measurement.logitsDifference,
                        measurement.tolerance,
                        measurement.failure.map(
                            text -> text.replace(used.toString(), shown.toString()))))
            .toList(),
        seed);
  }

  /** All comparisons of two steps of a rewrite. */
  public Parity and(Parity other) {
    return new Parity(
        Stream.concat(measurements.stream(), other.measurements.stream()).toList(), seed);
  }

  /** Why the rewritten export could not be run, if it could not. */
  public Optional<String> failure() {
    return measurements.stream().flatMap(measurement -> measurement.failure().stream()).findFirst();
  }

  /** Whether every comparison holds, of which there is at least one. */
  public boolean holds() {
    return !measurements.isEmpty() && measurements.stream().allMatch(Measurement::holds);
  }
}
