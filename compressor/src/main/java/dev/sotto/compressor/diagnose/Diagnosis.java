package dev.sotto.compressor.diagnose;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One model, or two on the same sound and tokens.
 *
 * @param candidate what was made of the dense model, if there is any
 * @param seed of the choice of clips and of the iterations
 * @param gradientsAbsent why there are no gradients, if there are none
 */
public record Diagnosis(
    ModelFigures dense,
    Optional<ModelFigures> candidate,
    List<CalibrationClip> clips,
    long seed,
    Optional<String> gradientsAbsent) {

  public Diagnosis {
    Objects.requireNonNull(dense);
    Objects.requireNonNull(candidate);
    Objects.requireNonNull(gradientsAbsent);
    clips = List.copyOf(clips);
  }

  /** What makes the candidate fragile where the dense model is not; empty without a candidate. */
  public List<Finding> findings() {
    return candidate.map(found -> Finding.all(dense, found)).orElse(List.of());
  }
}
