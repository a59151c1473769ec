package dev.sotto.compressor.saliency;

import dev.sotto.models.export.WhisperModel;

/** The rules by which groups can be scored. */
public enum Scoring {
  /** Against the family of a group, as TSPAR's structured pass does. */
  WEIGHT_STATISTICS("weight-statistics"),
  /** By size alone. */
  MAGNITUDE("magnitude");

  private final String label;

  Scoring(String label) {
    this.label = label;
  }

  /**
   * Scores every group of {@code model}.
   *
   * @throws dev.sotto.models.SottoException if a weight is not float32 or not finite
   */
  public GroupScores score(WhisperModel model) {
    return switch (this) {
      case WEIGHT_STATISTICS -> WeightStatistics.score(model);
      case MAGNITUDE -> Magnitude.score(model);
    };
  }

  /** As plans and command lines spell it. */
  @Override
  public String toString() {
    return label;
  }
}
