package dev.sotto.compressor.compress;

import dev.sotto.compressor.search.GroupCosts;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.verify.Parity;
import dev.sotto.compressor.verify.ParityCheck;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Evaluation;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.FileHash;
import dev.sotto.models.OutputFolder;
import dev.sotto.models.Progress;
import dev.sotto.models.SottoException;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanJson;
import dev.sotto.models.rewrite.ExportRewriter;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.WhisperModel;
import java.util.List;

/** Compresses an export and measures what that did. */
public final class Compression {
  private final ExportFolder dense;
  private final Dataset dataset;
  private final EvaluationSettings settings;
  private final long seed;
  private final Progress progress;

  /**
   * @param seed of the input on which removal is verified
   */
  public Compression(
      ExportFolder dense,
      Dataset dataset,
      EvaluationSettings settings,
      long seed,
      Progress progress) {
    this.dense = dense;
    this.dataset = dataset;
    this.settings = settings;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Writes the smaller export and its results to {@code output}, which the caller completes.
   *
   * @throws SottoException if an input cannot be used, or the result does not compute what it
   *     should
   */
  public CompressionResult run(Planner.Request request, OutputFolder output) {
    WhisperModel model = OptimumLayout.read(dense);
    long denseFlops = WhisperCost.of(dense).flops().standard();
    Plan plan = new Planner(model).plan(request, denseFlops);
    GroupCosts costs = new GroupCosts(model);
    long removed = costs.parameters(plan.remove());
    long predicted = denseFlops - costs.flops(plan.remove());
    List<String> warnings = ExportRewriter.apply(model, plan, output);

    ExportFolder compressed = ExportFolder.open(output.path());
    Parity parity =
        new ParityCheck(settings.session(), seed, progress).check(dense, compressed, plan);
    if (!parity.holds()) {
      throw new SottoException(
          SottoException.Code.CHECK_FAILED,
          "the rewritten export does not compute what the dense one does with the same groups set to zero: "
              + parity.measurements());
    }
    EvalResult before = Evaluation.run(dense, dataset, settings, named("dense"));
    EvalResult after =
        Evaluation.run(compressed, dataset, settings, named("compressed"))
            .ofFolder(output.target().toString());
    CompressionResult result =
        new CompressionResult(
            plan,
            FileHash.sha256(PlanJson.write(plan)),
            removed,
            predicted,
            parity,
            before,
            after,
            warnings,
            seed);
    CompressionReport.write(result, output);
    return result;
  }

  private Progress named(String which) {
    return (stage, done, total) -> progress.report(stage + " " + which, done, total);
  }
}
