package dev.sotto.compressor.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A rule that fired.
 *
 * @param norm what the roles of the normalisation begin with
 * @param dense the figure that the rule looks at, of the dense model
 * @param candidate the same of the candidate
 */
public record Finding(String norm, FragilityRule rule, double dense, double candidate) {
  /** All that fire, in the order of the data. */
  static List<Finding> all(ModelStatistics dense, ModelStatistics candidate) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < dense.norms().size(); i++) {
      for (FragilityRule rule : FragilityRule.values()) {
        NormStatistics norm = dense.norms().get(i);
        OptionalDouble before = rule.measure(dense, norm);
        OptionalDouble after = rule.measure(candidate, candidate.norms().get(i));
        if (before.isPresent()
            && after.isPresent()
            && rule.fires(before.getAsDouble(), after.getAsDouble())) {
          findings.add(new Finding(norm.name(), rule, before.getAsDouble(), after.getAsDouble()));
        }
      }
    }
    return findings;
  }
}
