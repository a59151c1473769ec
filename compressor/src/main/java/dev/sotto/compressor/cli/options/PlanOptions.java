package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.ModelParameters;
import dev.sotto.compressor.search.Planner;
import dev.sotto.models.SottoException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How far pruning goes: budgets or thresholds for its two passes. */
public final class PlanOptions {
  @Mixin private RuleOptions rule;

  @Option(
      names = "--remove",
      paramLabel = "BUDGET",
      description =
          "Remove heads and units until this is saved: params=20%%, layers=40%% (of all attentions"
              + " and feed-forward networks), flops=15%%, bytes=20%%, ms=20%% (of a standard window,"
              + " measured here); so much as bytes=60MB, or down to bytes=max:60MB; several with"
              + " commas, all of which are met; for compress also wer=+0.5, which the result may be worse by.")
  private String remove;

  @Option(
      names = "--structured-scale",
      paramLabel = "A",
      description =
          "Remove groups whose weights are A standard deviations below their family's mean.")
  private Double structuredScale;

  @Option(
      names = "--zero",
      paramLabel = "BUDGET",
      description =
          "Then set the smallest weights to zero until this share is zero, such as params=10%%.")
  private String zero;

  @Option(
      names = "--unstructured-scale",
      paramLabel = "S",
      description = "Then set weights below S standard deviations of their matrix to zero.")
  private Double unstructuredScale;

  @Mixin private EditOptions edits;

  public EditOptions edits() {
    return edits;
  }

  /**
   * What is asked for of the layers that stay.
   *
   * @param listens whether there is speech to go by
   * @param thins whether projections are to become thin
   * @param quantises whether weights are to be stored as something smaller
   * @throws SottoException if nothing is, or one pass is given both a budget and a threshold
   */
  public Planner.Request request(boolean listens, boolean thins, boolean quantises) {
    if (remove == null
        && structuredScale == null
        && zero == null
        && unstructuredScale == null
        && edits.isEmpty()
        && !thins
        && !quantises) {
      throw SottoException.usage(
          "expected at least one of --remove, --structured-scale, --zero, --unstructured-scale,"
              + " --remove-layers, --low-rank, --keep-vocabulary, --context; or"
              + " --quantize of compress");
    }
    if (!listens) {
      edits.checkSilent();
    }
    if (thins && (zero != null || unstructuredScale != null)) {
      throw SottoException.usage("--low-rank leaves no single weights to set to zero");
    }
    if (remove != null && structuredScale != null) {
      throw SottoException.usage("--remove and --structured-scale exclude each other");
    }
    if (zero != null && unstructuredScale != null) {
      throw SottoException.usage("--zero and --unstructured-scale exclude each other");
    }
    Optional<Budget> zeroBudget = Optional.ofNullable(zero).map(Budget::parse);
    if (zeroBudget.filter(budget -> !budget.isOnly(ModelParameters.class)).isPresent()) {
      throw SottoException.usage("--zero takes a budget in params: zeros save no FLOPs");
    }
    return new Planner.Request(
        rule.saliency(listens),
        rule.heads(),
        finite("--structured-scale", structuredScale, Double.NEGATIVE_INFINITY),
        Optional.ofNullable(remove).map(Budget::parse),
        finite("--unstructured-scale", unstructuredScale, 0),
        zeroBudget);
  }

  private static Optional<Double> finite(String option, Double value, double least) {
    SottoException.require(
        value == null || (Double.isFinite(value) && value >= least),
        "a finite number for " + option,
        value);
    return Optional.ofNullable(value);
  }
}
