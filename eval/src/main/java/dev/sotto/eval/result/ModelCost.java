package dev.sotto.eval.result;

import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.measure.Measurement;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/** What a model costs, as every report shows it; what is measured comes last. */
public enum ModelCost {
  PARAMETERS(
      "parameters", "parameters", Formats::count, result -> real(result.size().parameters())),
  ZEROED(
      "zeroed",
      "zeroed parameters (still stored)",
      Formats::count,
      result -> real(result.size().zeroed())),
  FLOPS(
      "flops",
      "FLOPs of a standard window",
      Formats::flops,
      result -> real(result.size().flops().map(Flops::standard))),
  SIZE("size", "size on disk", Formats::bytes, result -> real(result.size().bytes())),
  PEAK_MEMORY(
      "memory",
      "peak memory",
      Formats::bytes,
      result -> ofSpeed(result, speed -> real(speed.peakResidentBytes()))),
  REAL_TIME_FACTOR(
      "rtf",
      "real-time factor",
      Formats::factor,
      result -> ofSpeed(result, Measurement::realTimeFactor)),
  WINDOW_TIME(
      "time",
      "time of a standard window",
      Formats::millis,
      result -> ofSpeed(result, speed -> OptionalDouble.of(speed.window().millis())));

  private final String key;
  private final String label;
  private final DoubleFunction<String> format;
  private final Function<EvalResult, OptionalDouble> figure;

  ModelCost(
      String key,
      String label,
      DoubleFunction<String> format,
      Function<EvalResult, OptionalDouble> figure) {
    this.key = key;
    this.label = label;
    this.format = format;
    this.figure = figure;
  }

  private static OptionalDouble real(Optional<Long> count) {
    return count.stream().mapToDouble(value -> value).findFirst();
  }

  private static OptionalDouble real(OptionalLong count) {
    return count.stream().mapToDouble(value -> value).findFirst();
  }

  private static OptionalDouble ofSpeed(
      EvalResult result, Function<Measurement, OptionalDouble> part) {
    return result.speed().map(part).orElse(OptionalDouble.empty());
  }

  /** How options and machine-readable results call it. */
  public String key() {
    return key;
  }

  /** How tables call it. */
  public String label() {
    return label;
  }

  /** The figure of one model; empty if it is not known or was not measured. */
  public OptionalDouble of(EvalResult result) {
    return figure.apply(result);
  }

  /** Whether it depends on the machine and the settings, not on the files alone. */
  public boolean measured() {
    return compareTo(SIZE) > 0;
  }

  /** What stands in the place of a figure that there is not. */
  public String absent() {
    return measured() ? "not measured" : "not known";
  }

  /** For people. */
  public String show(double value) {
    return format.apply(value);
  }

  /** The figure of one model for people. */
  public String show(EvalResult result) {
    OptionalDouble found = of(result);
    return found.isPresent() ? show(found.getAsDouble()) : absent();
  }
}
