package dev.sotto.compressor.diagnose;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What makes a layer normalisation of a candidate fragile, measured against the same one of the
 * dense model on the same clips. Which figures to watch is due to E. Lubana et al., "Beyond
 * BatchNorm" (2021), and K. Than (arXiv 2511.00958); the thresholds are ours.
 */
public enum FragilityRule {
  COSINE("clips became more alike: mean cosine higher by more than 0.1"),
  RANK("clips share fewer directions: stable rank lower by more than 20 %"),
  VARIANCE("activations collapse: less than half of the variance"),
  RATIO("small changes are amplified more: r at the median s more than 1.5 times"),
  GRADIENT("gradients grow faster towards the first layer: growth more than 1.5 times");

  private final String description;

  FragilityRule(String description) {
    this.description = description;
  }

  /** A word for tables and JSON. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The rule in words, with its threshold. */
  public String description() {
    return description;
  }

  /** The figure that the rule looks at; none where it was not computed. */
  OptionalDouble measure(ModelStatistics model, NormStatistics norm) {
    return switch (this) {
      case COSINE -> OptionalDouble.of(norm.activity().meanCosine());
      case RANK -> OptionalDouble.of(norm.activity().stableRank());
      case VARIANCE -> OptionalDouble.of(norm.activity().variance());
      case RATIO -> OptionalDouble.of(norm.capacity().medianRatio());
      case GRADIENT -> model.gradientGrowth(norm);
    };
  }

  /** Whether the threshold is crossed; a comparison with NaN says no. */
  boolean fires(double dense, double candidate) {
    return switch (this) {
      case COSINE -> candidate > dense + 0.1;
      case RANK -> candidate < 0.8 * dense;
      case VARIANCE -> candidate < 0.5 * dense;
      case RATIO, GRADIENT -> candidate > 1.5 * dense;
    };
  }
}
