package dev.sotto.compressor.diagnose;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.NormSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.weights.LogicalWeight;

/** Says whether a model can be diagnosed, from its graphs alone and before anything is heard. */
final class Readiness {
  private Readiness() {}

  /**
   * Checks a model.
   *
   * @throws SottoException if it has no decoder with a cache, a weight is not float32, or a
   *     normalisation does not state its epsilon
   */
  static void check(WhisperModel model) {
    if (model.folder().forms().isEmpty()) {
      throw SottoException.badInput(
          model.folder().folder(),
          "has no decoder with a cache, so it cannot be run; export with past");
    }
    for (LogicalWeight weight : model.weights().values()) {
      ElementType type = weight.first().tensor().type();
      if (type != ElementType.FLOAT) {
        throw SottoException.badInput(
            model.folder().folder(),
            "expected float32 weights, found %s for %s; diagnose the float32 export"
                .formatted(type, weight.role()));
      }
    }
    for (NormSite norm : model.norms()) {
      if (norm.epsilon().isEmpty()) {
        throw SottoException.badInput(
            model.folder().folder(),
            "expected a constant that "
                + norm.name()
                + " adds to the variance, found none; its scales cannot be told");
      }
    }
  }
}
