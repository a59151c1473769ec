package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.PlanOptions;
import dev.sotto.compressor.cli.options.TrialOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.saliency.ElementThresholds;
import dev.sotto.compressor.saliency.SaliencyContext;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.CostSource;
import dev.sotto.compressor.search.GroupCosts;
import dev.sotto.compressor.search.GroupTiming;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.search.UnevenHeads;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.plan.PlanJson;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.Locale;
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
    if (request.remove().flatMap(Budget::ceiling).isPresent()) {
      throw SottoException.usage(
          "a budget in wer needs speech to measure on; 'sotto compress' finds what it allows");
    }
    OutputGuard.check(out, model);
    OutputFile.checkWritable(out, force);
    ExportFolder folder = Exports.open(model);
    WhisperModel whisper = folder.read();
    long flops = WhisperCost.of(folder).flops().standard();
    Soundness.checkInput(whisper, trial.value());
    Planner planner = new Planner(SaliencyContext.of(whisper));
    Plan plan;
    try (ConsoleProgress progress = common.progress()) {
      plan =
          planner.plan(
              request,
              new CostSource(
                  new GroupCosts(whisper),
                  flops,
                  () -> new GroupTiming(folder, SessionSettings.defaults(), progress).measure()));
    }
    PlanCheck.check(plan, whisper);
    OutputFile.write(out, PlanJson.write(plan), force);
    report(whisper, planner.layerParameters(), plan, flops);
    return 0;
  }

  private void report(WhisperModel whisper, long inLayers, Plan plan, long flops) {
    GroupCosts costs = new GroupCosts(whisper);
    long parameters = costs.parameters(plan.remove());
    long saved = costs.flops(plan.remove());
    long zeroed = zeroed(whisper, plan);
    if (parameters == 0 && zeroed == 0) {
      common.warn("nothing is as small as that: the plan removes nothing and sets nothing to zero");
    }
    if (parameters > 0 && plan.heads().isEven()) {
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
                .put("removedBytes", costs.bytes(plan.remove()))
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

  private static long zeroed(WhisperModel whisper, Plan plan) {
    String scale = plan.settings().get(Planner.UNSTRUCTURED_SCALE);
    return scale == null
        ? 0
        : new ElementThresholds(whisper, plan.remove()).zeroed(Double.parseDouble(scale));
  }
}
