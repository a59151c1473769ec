package dev.sotto.eval.result;

import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.measure.Measurement;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a model costs, as every report shows it; what is measured comes last. */
public enum ModelCost {
  PARAMETERS("parameters", "parameters"),
  ZEROED("zeroed", "zeroed parameters (still stored)"),
  FLOPS("flops", "FLOPs of a standard window"),
  CLIP_FLOPS("clip-flops", "FLOPs of the encoder for a clip"),
  SIZE("size", "size on disk"),
  PEAK_MEMORY("memory", "peak memory"),
  REAL_TIME_FACTOR("rtf", "real-time factor"),
  WINDOW_TIME("time", "time of a standard window");

  private final String key;
  private final String label;

  ModelCost(String key, String label) {
    this.key = key;
    this.label = label;
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
    ModelSize size = result.size();
    return switch (this) {
      case PARAMETERS -> real(size.parameters());
      case ZEROED -> real(size.zeroed());
      case FLOPS -> size.flops().stream().mapToDouble(Flops::standard).findFirst();
      case CLIP_FLOPS -> result.run().map(ModelRun::encoderFlops).orElse(OptionalDouble.empty());
      case SIZE -> real(size.bytes());
      case PEAK_MEMORY, REAL_TIME_FACTOR, WINDOW_TIME -> ofSpeed(result.speed());
    };
  }

  private OptionalDouble ofSpeed(Optional<Measurement> speed) {
    if (speed.isEmpty()) {
      return OptionalDouble.empty();
    }
    return switch (this) {
      case PEAK_MEMORY -> real(speed.get().peakResidentBytes());
      case REAL_TIME_FACTOR -> speed.get().realTimeFactor();
      default -> OptionalDouble.of(speed.get().window().millis());
    };
  }

  private static OptionalDouble real(OptionalLong count) {
    return count.stream().mapToDouble(value -> (double) value).findFirst();
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
    return switch (this) {
      case PARAMETERS, ZEROED -> Formats.count(value);
      case FLOPS, CLIP_FLOPS -> Formats.flops(value);
      case SIZE, PEAK_MEMORY -> Formats.bytes(value);
      case REAL_TIME_FACTOR -> Formats.factor(value);
      case WINDOW_TIME -> Formats.millis(value);
    };
  }

  /** The figure of one model for people. */
  public String show(EvalResult result) {
    OptionalDouble found = of(result);
    return found.isPresent() ? show(found.getAsDouble()) : absent();
  }
}
