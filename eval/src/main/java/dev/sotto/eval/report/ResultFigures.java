package dev.sotto.eval.report;

import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.result.EvalResult;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a model costs, as every report shows it; empty where it is not known or not measured. */
public final class ResultFigures {
  private ResultFigures() {}

  public static OptionalDouble parameters(EvalResult result) {
    return real(result.size().parameters());
  }

  public static OptionalDouble zeroed(EvalResult result) {
    return real(result.size().zeroed());
  }

  /** FLOPs of a standard window. */
  public static OptionalDouble flops(EvalResult result) {
    return real(result.size().flops().map(flops -> (double) flops.standard()));
  }

  public static OptionalDouble bytes(EvalResult result) {
    return real(result.size().bytes());
  }

  public static OptionalDouble peakBytes(EvalResult result) {
    return result
        .speed()
        .map(speed -> real(speed.peakResidentBytes()))
        .orElse(OptionalDouble.empty());
  }

  public static OptionalDouble realTimeFactor(EvalResult result) {
    return result.speed().map(Measurement::realTimeFactor).orElse(OptionalDouble.empty());
  }

  /** Milliseconds of a standard window. */
  public static OptionalDouble windowMillis(EvalResult result) {
    return real(result.speed().map(Measurement::standardWindowMillis));
  }

  private static OptionalDouble real(Optional<Double> figure) {
    return figure.isPresent() ? OptionalDouble.of(figure.get()) : OptionalDouble.empty();
  }

  private static OptionalDouble real(OptionalLong figure) {
    return figure.isPresent()
        ? OptionalDouble.of((double) figure.getAsLong())
        : OptionalDouble.empty();
  }
}
