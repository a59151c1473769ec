package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.PlanOptions;
import dev.sotto.compressor.cli.options.TrialOption;
import dev.sotto.compressor.compress.Shortening;
import dev.sotto.compressor.saliency.SaliencyContext;
import dev.sotto.compressor.search.PlanCosts;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.search.UnevenHeads;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.plan.PlanJson;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto plan MODEL --remove params=20% --out plan.json}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Decide from weight statistics what to remove, and write that down as a plan.")
final class PlanCommand implements Callable<Integer> {
  static final String FORMAT = "sotto-planned/1";

  @Mixin private CommonOptions common;
  @Mixin private PlanOptions options;
  @Mixin private TrialOption trial;

  @Parameters(paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where to write the plan.")
  private Path out;

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  @Override
  public Integer call() {
    Planner.Request request = options.request();
    OutputGuard.check(out, model);
    OutputFile.checkWritable(out, force);
    ExportFolder folder = Exports.open(model);
    WhisperModel whisper = folder.read();
    long flops = WhisperCost.of(folder).flops().standard();
    Soundness.checkInput(whisper, trial.value());
    Shortening shortening =
        Shortening.of(options.layers(), folder, Optional.empty(), Progress.NONE);
    Plan plan =
        shortening.before(
            folder, shorter -> plan(shorter == folder ? whisper : shorter.read(), request));
    PlanCheck.check(plan, whisper);
    OutputFile.write(out, PlanJson.write(plan), force);
    report(whisper, plan, flops);
    return 0;
  }

  private static Plan plan(WhisperModel model, Planner.Request request) {
    return new Planner(SaliencyContext.of(model))
        .plan(request, WhisperCost.of(model.folder()).flops().standard());
  }

  private void report(WhisperModel whisper, Plan plan, long flops) {
    PlanCosts costs = new PlanCosts(whisper, plan);
    long inLayers = new Planner(SaliencyContext.of(whisper)).layerParameters();
    long parameters = costs.parameters();
    long saved = costs.flops();
    long zeroed = costs.zeroed();
    if (parameters == 0 && zeroed == 0) {
      common.warn("nothing is as small as that: the plan removes nothing and sets nothing to zero");
    }
    if (!plan.remove().isEmpty() && plan.heads().isEven()) {
      UnevenHeads.describe(whisper)
          .ifPresent(
              uneven ->
                  common.warn(
                      "%s, which %s heads level; --heads free keeps them uneven"
                          .formatted(uneven, plan.heads().name().toLowerCase(Locale.ROOT))));
    }
    common.print(
        () ->
            JsonFiles.newObject()
                .put("format", FORMAT)
                .put("plan", out.toString())
                .put("removedParameters", parameters)
                .put("zeroedParameters", zeroed)
                .put("removedFlops", saved)
                .put("denseParameters", whisper.parameters())
                .put("denseLayerParameters", inLayers)
                .put("denseFlops", flops),
        text ->
            text.printf(
                Locale.ROOT,
                "%s: removes %,d parameters (%.1f %%, of the layers %.1f %%) and %.2f GFLOPs"
                    + " (%.1f %%), sets %,d more to zero (%.1f %%)%n",
                out,
                parameters,
                100.0 * parameters / whisper.parameters(),
                100.0 * parameters / inLayers,
                saved / 1e9,
                100.0 * saved / flops,
                zeroed,
                100.0 * zeroed / whisper.parameters()));
  }
}
