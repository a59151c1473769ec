package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.compress.Besides;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.LayerRequest;
import dev.sotto.compressor.search.ModelParameters;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.vocabulary.VocabularyRequest;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.plan.SetContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  @Option(
      names = "--remove-layers",
      paramLabel = "LAYERS",
      description =
          "First take whole layers out: by number, such as encoder.2,decoder.1 (counted from 0), or"
              + " those that the model misses least on --calibrate: decoder=2 of one stack, auto=2"
              + " of either. Budgets count what they leave.")
  private String layers;

  @Option(
      names = "--keep-vocabulary",
      arity = "1..*",
      paramLabel = "TEXT|LANGUAGE",
      description =
          "Last take tokens out of the vocabulary that these never need: texts (a file of lines, a"
              + " data set) or languages, such as de. Bytes and control tokens stay, so that any"
              + " text can still be written. Not counted by budgets.")
  private List<String> vocabulary = List.of();

  @Option(
      names = "--context",
      paramLabel = "flexible|SECONDS",
      description =
          "Have the encoder take windows of any length up to its own, which saves most of the work"
              + " for short clips; or cut its windows to so many seconds. Not counted by budgets.")
  private String context;

  /** What is read: {@code paths}, and texts. */
  public Path[] paths(Path... paths) {
    return Stream.concat(
            Stream.of(paths), request().stream().flatMap(kept -> kept.texts().stream()))
        .toArray(Path[]::new);
  }

  /**
   * What is done besides.
   *
   * @param model whose vocabulary it is
   * @throws SottoException if something is given in another form, or a text cannot be read
   */
  public Besides besides(Path model) {
    return new Besides(
        layers(),
        request().map(kept -> kept.choose(Exports.open(model))),
        context(),
        Optional.empty());
  }

  private Optional<SetContext> context() {
    try {
      return Optional.ofNullable(context).map(SetContext::parse);
    } catch (IllegalArgumentException e) {
      throw SottoException.usage("--context: " + e.getMessage());
    }
  }

  private Optional<VocabularyRequest> request() {
    return vocabulary.isEmpty()
        ? Optional.empty()
        : Optional.of(VocabularyRequest.parse(vocabulary));
  }

  /**
   * The layers that are to leave.
   *
   * @throws SottoException if they are given in another form
   */
  public LayerRequest layers() {
    return layers == null ? LayerRequest.NONE : LayerRequest.parse(layers);
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
        && layers == null
        && vocabulary.isEmpty()
        && context == null
        && !thins
        && !quantises) {
      throw SottoException.usage(
          "expected at least one of --remove, --structured-scale, --zero, --unstructured-scale,"
              + " --remove-layers, --low-rank, --keep-vocabulary, --context; or"
              + " --quantize of compress");
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
