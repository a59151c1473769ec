package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparison;
import dev.sotto.eval.compare.Subject;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.models.SottoException;
import java.util.OptionalDouble;

/**
 * What the candidate costs, over what the baseline costs.
 *
 * @param most above 1 if the candidate may cost more, below 1 if it must cost less
 */
public record RatioCheck(ModelCost cost, double most) implements Check {

  @Override
  public CheckResult of(Comparison comparison) {
    double before = measured(comparison.baseline());
    double after = measured(comparison.candidate());
    double ratio = after / before;
    return CheckResult.atMost(
        name(),
        ratio,
        most,
        Unit.RATIO,
        "%s %s to %s, %s; allowed %s"
            .formatted(
                cost.label(),
                cost.show(before),
                cost.show(after),
                Unit.RATIO.show(ratio),
                Unit.RATIO.show(most)));
  }

  private String name() {
    return cost.key() + "-ratio";
  }

  private double measured(Subject subject) {
    OptionalDouble found = subject.result().map(cost::of).orElse(OptionalDouble.empty());
    if (found.isEmpty() || !(found.getAsDouble() > 0)) {
      throw SottoException.badInput(
          subject.name(),
          "expected a measured %s, as %s is limited, found none; a result of 'sotto eval' on Linux has it"
              .formatted(cost.label(), name()));
    }
    return found.getAsDouble();
  }
}
