package dev.sotto.eval.gate;

import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.report.Figures;
import dev.sotto.eval.result.EvalResult;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a model costs, as a figure whose ratio can be limited. */
public enum CostFigure {
  REAL_TIME_FACTOR("rtf-ratio", "real-time factor"),
  PEAK_MEMORY("memory-ratio", "peak memory"),
  SIZE("size-ratio", "size on disk");

  private final String key;
  private final String label;

  CostFigure(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** How options and machine-readable results call the ratio. */
  public String key() {
    return key;
  }

  /** How tables call the figure. */
  public String label() {
    return label;
  }

  /** The figure of one model; empty if it was not measured. */
  public OptionalDouble of(EvalResult result) {
    return switch (this) {
      case REAL_TIME_FACTOR ->
          result.speed().map(Measurement::realTimeFactor).orElse(OptionalDouble.empty());
      case PEAK_MEMORY ->
          real(result.speed().map(Measurement::peakResidentBytes).orElse(OptionalLong.empty()));
      case SIZE -> real(result.size().bytes());
    };
  }

  private static OptionalDouble real(OptionalLong bytes) {
    return bytes.isPresent()
        ? OptionalDouble.of((double) bytes.getAsLong())
        : OptionalDouble.empty();
  }

  /** Whether it depends on the machine and the settings, not on the files alone. */
  boolean measured() {
    return this != SIZE;
  }

  /** For people. */
  public String show(double figure) {
    return this == REAL_TIME_FACTOR ? Figures.factor(figure) : Figures.bytes(figure);
  }
}
