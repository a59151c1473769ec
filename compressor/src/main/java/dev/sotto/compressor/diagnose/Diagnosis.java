package dev.sotto.compressor.diagnose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One model, or two on the same sound and tokens.
 *
 * @param candidate what was made of the dense model, if there is any
 * @param seed of the choice of clips and of the iterations
 * @param gradientsAbsent why there are no gradients, if there are none
 * @param versions of what computed it, by name
 */
public record Diagnosis(
    ModelStatistics dense,
    Optional<ModelStatistics> candidate,
    List<HeardClip> clips,
    long seed,
    Optional<String> gradientsAbsent,
    Map<String, String> versions) {

  public Diagnosis {
    clips = List.copyOf(clips);
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    if (clips.size() < Diagnoser.LEAST_CLIPS) {
      throw new IllegalArgumentException(
          "expected at least " + Diagnoser.LEAST_CLIPS + " clips, found " + clips.size());
    }
    candidate.ifPresent(other -> checkAlike(dense, other));
  }

  /** Figures are compared place by place. */
  private static void checkAlike(ModelStatistics dense, ModelStatistics candidate) {
    if (!names(dense).equals(names(candidate)) || !roles(dense).equals(roles(candidate))) {
      throw new IllegalArgumentException(
          "expected figures of the same normalisations and linear layers of both models");
    }
    if (dense.gradients().isPresent() != candidate.gradients().isPresent()) {
      throw new IllegalArgumentException("expected gradients of both models or of neither");
    }
  }

  private static List<String> names(ModelStatistics model) {
    return model.norms().stream().map(NormStatistics::name).toList();
  }

  private static List<String> roles(ModelStatistics model) {
    return model.linears().values().stream().flatMap(List::stream).map(SpectralNorm::role).toList();
  }

  /** What makes the candidate fragile where the dense model is not; empty without a candidate. */
  public List<Finding> findings() {
    return candidate.map(found -> Finding.all(dense, found)).orElse(List.of());
  }
}
