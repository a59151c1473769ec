package dev.sotto.compressor.cli;

import static java.util.stream.Collectors.joining;

import dev.sotto.compressor.cli.options.CalibrationOptions;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.LanguageConverter;
import dev.sotto.compressor.cli.options.PlanOptions;
import dev.sotto.compressor.cli.options.RuntimeOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.options.TrialOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.compress.Besides;
import dev.sotto.compressor.compress.Planning;
import dev.sotto.compressor.compress.Planning.Listening;
import dev.sotto.compressor.compress.Shortening;
import dev.sotto.compressor.compress.Stages;
import dev.sotto.compressor.compress.Thinning;
import dev.sotto.compressor.saliency.SaliencyContext.Heard;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.PlanCosts;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.search.UnevenHeads;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.plan.Edit;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanFile;
import dev.sotto.models.plan.PlanJson;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto plan MODEL --remove params=20% --out plan.json}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Decide what to remove, and write that down as a plan.",
      "With --calibrate: by what the model makes of speech; what stays makes up for what leaves, by"
          + " weights in a file beside the plan."
    })
final class PlanCommand implements Callable<Integer> {
  static final String FORMAT = "sotto-planned/1";

  @Mixin private CommonOptions common;
  @Mixin private PlanOptions options;
  @Mixin private CalibrationOptions calibration;
  @Mixin private RuntimeOptions runtime;
  @Mixin private SeedOption seed;
  @Mixin private TrialOption trial;

  @Parameters(paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where to write the plan.")
  private Path out;

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      converter = LanguageConverter.class,
      description =
          "What is spoken in --calibrate, such as en or English; unless given, what the data says,"
              + " or else detected.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--stages",
      paramLabel = "DIR",
      description =
          "Folder that keeps what the model makes of --calibrate, for further plans and for"
              + " compress.")
  private Optional<Path> stages = Optional.empty();

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  @Override
  public Integer call() {
    Planner.Request request = options.request(calibration.isGiven(), calibration.thins(), false);
    if (request.remove().flatMap(Budget::ceiling).isPresent()) {
      throw SottoException.usage(
          "a budget in wer needs speech to measure on; 'sotto compress' finds what it allows");
    }
    Path[] inputs =
        options
            .edits()
            .paths(
                Stream.concat(Stream.of(model), calibration.inputs().stream())
                    .toArray(Path[]::new));
    OutputGuard.check(out, inputs);
    OutputFile.checkWritable(out, force);
    if (calibration.isGiven()) {
      OutputGuard.check(weights(), inputs);
      OutputFile.checkWritable(weights(), force);
      if (calibration.thins()) {
        OutputFile.checkWritable(Thinning.beside(weights()), force);
      }
    }
    stages.ifPresent(place -> OutputGuard.check(place, inputs));
    Optional<Listening> listening;
    try (ConsoleProgress progress = common.progress()) {
      listening = calibration.listening(runtime.settings(), language, progress);
    }
    ExportFolder folder = Exports.open(model);
    WhisperModel whisper = folder.read();
    long flops = WhisperCost.of(folder).flops().standard();
    Soundness.checkInput(whisper, trial.value());
    Besides besides = options.edits().besides(model);
    Plan trimmed = plan(request, listening, folder, besides);
    Plan heard = besides.context().map(trimmed::and).orElse(trimmed);
    Plan plan = besides.names().map(heard::and).orElse(heard);
    PlanCosts costs = PlanCosts.of(whisper, plan);
    OutputFile.write(out, PlanJson.write(plan), force);
    report(request, costs, flops);
    return 0;
  }

  private Plan plan(
      Planner.Request request,
      Optional<Listening> listening,
      ExportFolder folder,
      Besides besides) {
    try (ConsoleProgress progress = common.progress();
        TemporaryFolder unused = TemporaryFolder.create("sotto-plan-")) {
      Planning planning =
          new Planning(
              request,
              listening,
              runtime.settings(),
              seed.value(),
              new Stages(stages.orElse(unused.path())),
              progress);
      Supplier<Map<String, String>> hashes = () -> ModelIdentity.of(folder).sha256();
      Optional<Heard> heard =
          besides.layers().isMeasured() ? planning.heard(folder, hashes) : Optional.empty();
      Plan planned =
          Shortening.of(besides.layers(), folder, heard, progress)
              .before(
                  folder,
                  shorter ->
                      planning.plan(shorter, ModelIdentity.of(shorter)::sha256, weights()).plan());
      return besides
          .vocabulary()
          .map(kept -> planning.vocabulary(kept, folder, hashes).after(planned))
          .orElse(planned);
    }
  }

  private Path weights() {
    return PlanFile.weightsBeside(out);
  }

  private void report(Planner.Request request, PlanCosts costs, long flops) {
    WhisperModel whisper = costs.model();
    Plan plan = costs.plan();
    long inLayers = costs.allLayerParameters();
    long parameters = costs.parameters();
    long saved = costs.flops();
    long zeroed = costs.zeroed();
    String thin = plan.settings().get(Thinning.SETTING);
    if (thin != null) {
      common.warn("low-rank factors: " + thin);
    } else if (request.prunes() && parameters == 0 && zeroed == 0) {
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
    String edits = plan.edits().stream().map(Edit::kind).distinct().collect(joining(", "));
    common.print(
        () ->
            JsonFiles.newObject()
                .put("format", FORMAT)
                .put("edits", edits)
                .put("plan", out.toString())
                .put("removedParameters", parameters)
                .put("zeroedParameters", zeroed)
                .put("removedFlops", saved)
                .put("removedBytes", costs.bytes())
                .put("denseParameters", whisper.parameters())
                .put("denseLayerParameters", inLayers)
                .put("denseFlops", flops),
        text ->
            text.printf(
                Locale.ROOT,
                "%s: removes %,d parameters (%.1f %%, of the layers %.1f %%) and %.2f GFLOPs"
                    + " (%.1f %%), sets %,d more to zero (%.1f %%); edits: %s%n",
                out,
                parameters,
                100.0 * parameters / whisper.parameters(),
                100.0 * costs.layerParameters() / inLayers,
                saved / 1e9,
                100.0 * saved / flops,
                zeroed,
                100.0 * zeroed / whisper.parameters(),
                edits.isEmpty() ? "none" : edits));
  }
}
