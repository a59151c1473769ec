package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.rewrite.Factoring;
import dev.sotto.models.rewrite.Factoring.Factors;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.whisper.Roles;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Does {@link LowRank}. */
record LowRankFactoring(LowRank edit) implements Applier {

  @Override
  public void requires(Subject subject) {
    WeightReplacement.requires(edit.factors());
    factors().forEach((role, factors) -> check(subject, role, factors));
  }

  /** The factors by role of the weight. */
  private Map<String, Factors> factors() {
    Map<String, Tensor> stored = edit.factors().weights();
    Map<String, Factors> factors = new TreeMap<>();
    for (String name : stored.keySet()) {
      String role = Roles.whole(name);
      Tensor left = stored.get(Roles.left(role));
      Tensor right = stored.get(Roles.right(role));
      if (!Roles.isFactor(name) || left == null || right == null) {
        throw PlanCheck.bad(
            "the plan has '%s' among its factors, expected a .left and a .right of each weight"
                .formatted(name));
      }
      factors.put(role, new Factors(left, right));
    }
    return factors;
  }

  private static void check(Subject subject, String role, Factors factors) {
    boolean known =
        subject.structure().blocks().stream()
            .flatMap(block -> block.couplings().stream())
            .anyMatch(coupling -> coupling.role().equals(role));
    long[] shape = known ? subject.structure().shape(role).orElseThrow() : new long[0];
    if (shape.length != 2) {
      throw PlanCheck.bad(
          "the plan factors '" + role + "', which is no matrix of a block of the model");
    }
    long[] left = factors.left().shape();
    long[] right = factors.right().shape();
    boolean fits =
        left.length == 2
            && right.length == 2
            && left[0] == shape[0]
            && right[1] == shape[1]
            && left[1] == right[0]
            && left[1] > 0
            && factors.left().type() == ElementType.FLOAT
            && factors.right().type() == ElementType.FLOAT;
    if (!fits) {
      throw SottoException.badInput(
          role,
          "expected FLOAT[%s, k] and FLOAT[k, %s] as factors, found %s%s and %s%s"
              .formatted(
                  shape[0],
                  shape[1],
                  factors.left().type(),
                  Arrays.toString(left),
                  factors.right().type(),
                  Arrays.toString(right)));
    }
    subject.dense().weight(role).ifPresent(Factoring::check);
  }

  @Override
  public Structure ensures(Structure before) {
    return ensures(before, UnaryOperator.identity());
  }

  /**
   * As {@link #ensures(Structure)}, of a structure in which roles have other names.
   *
   * @param name what a role of the edit is called there
   */
  Structure ensures(Structure before, UnaryOperator<String> name) {
    Map<String, Integer> ranks = new TreeMap<>();
    factors().forEach((role, factors) -> ranks.put(name.apply(role), factors.rank()));
    return before.factored(ranks);
  }

  @Override
  public void apply(Draft draft) {
    draft.become(Factoring.factor(draft.model(), factors(), draft.editors()));
  }
}
