package dev.sotto.compressor.cli;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.KeptPlanOption;
import dev.sotto.compressor.cli.options.OutputFolderOptions;
import dev.sotto.compressor.cli.options.RuntimeOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.options.SpeechOptions;
import dev.sotto.compressor.cli.options.SuffixOption;
import dev.sotto.compressor.cli.options.TrialOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.cli.text.QuantizedText;
import dev.sotto.compressor.compress.Planning.Listening;
import dev.sotto.compressor.compress.Stages;
import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.compressor.quantize.Quantizer;
import dev.sotto.compressor.quantize.RoleFormats;
import dev.sotto.compressor.quantize.UnitCosts;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.models.plan.Edit;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanFile;
import dev.sotto.models.plan.Quantize;
import dev.sotto.models.quantize.NumberFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto quantize MODEL --out DIR}. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    description = "Store the weights of a model as integers of few bits, the embedding too.")
final class QuantizeCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputFolderOptions out;
  @Mixin private TrialOption trial;

  @Mixin private SpeechOptions calibration;
  @Mixin private RuntimeOptions runtime;
  @Mixin private SeedOption seed;

  @Parameters(paramLabel = "MODEL", description = "Folder of a float32 Whisper ONNX export.")
  private Path model;

  @ArgGroup private Wanted wanted = new Wanted();

  /** How formats are asked for: in one way. */
  private static final class Wanted {
    @Option(
        names = "--format",
        paramLabel = RoleFormats.FORMATS,
        converter = FormatsConverter.Named.class,
        description =
            "Of matrices: "
                + NumberFormat.KNOWN
                + "; then, if need be, of some of them, as in int4,embedding=int8,decoder.*=int8"
                + " (default int8). All else becomes float16.")
    private Optional<FormatRequest> formats = Optional.empty();

    @Option(
        names = "--size",
        paramLabel = "SIZE",
        converter = FormatsConverter.Size.class,
        description =
            "Most that the graphs may take, such as 26MB: blocks of 8 to 4 bits, chosen by what"
                + " they cost on --calibrate.")
    private Optional<FormatRequest> size = Optional.empty();

    @Option(
        names = "--bits",
        paramLabel = "auto[=NATS]",
        converter = FormatsConverter.Auto.class,
        description =
            "As few bits as change what the model says of --calibrate by no more than this"
                + " divergence (default 0.01).")
    private Optional<FormatRequest> bits = Optional.empty();

    FormatRequest request() {
      return formats.or(() -> size).or(() -> bits).orElseGet(() -> RoleFormats.of("int8"));
    }
  }

  @Mixin private KeptPlanOption kept;

  @Option(
      names = "--stages",
      paramLabel = "DIR",
      description = "Folder that keeps what the model makes of --calibrate, as compress has it.")
  private Optional<Path> stages = Optional.empty();

  @Mixin private SuffixOption suffix;

  @Override
  public Integer call() {
    Path[] inputs =
        Stream.concat(Stream.of(model), calibration.inputs().stream()).toArray(Path[]::new);
    out.check(inputs);
    kept.check(out, inputs);
    stages.ifPresent(
        place -> {
          OutputGuard.check(place, inputs);
          out.checkApart("--stages", place);
        });
    if (!calibration.isGiven()) {
      wanted.request().checkSilent();
    }
    Optional<Listening> listening;
    try (ConsoleProgress progress = common.progress()) {
      listening = calibration.listening(runtime.settings(), Optional.empty(), progress);
    }
    ExportFolder folder = Exports.open(model);
    QuantizedText result;
    PlanFile made;
    try (OutputFolder output = out.create();
        TemporaryFolder unused = TemporaryFolder.create("sotto-quantize-")) {
      WhisperModel whisper = folder.read();
      Soundness.checkInput(whisper, trial.value());
      made = PlanFile.of(plan(folder, whisper, listening, unused.path()));
      List<String> warnings = ExportRewriter.apply(whisper, made, output);
      Soundness.checkOutput(output);
      result = QuantizedText.of(folder, Exports.open(output.path()));
      kept.write(made.plan(), out.replaces());
      output.complete();
      warnings.forEach(common::warn);
    }
    common.print(
        () -> result.json(out.folder()),
        text -> {
          result.print(out.folder(), text);
          if (kept.loses(made.plan())) {
            text.println(
                "what --calibrate chose is in the export alone; --plan FILE keeps it, for 'verify'"
                    + " and 'apply'");
          }
        });
    return 0;
  }

  private Plan plan(
      ExportFolder folder, WhisperModel whisper, Optional<Listening> listening, Path unused) {
    try (ConsoleProgress progress = common.progress()) {
      FormatRequest formats = wanted.request();
      Optional<Supplier<List<CalibrationClip>>> clips =
          listening.map(
              speech ->
                  () ->
                      speech
                          .heard(
                              folder,
                              seed.value(),
                              ModelIdentity.of(folder).sha256(),
                              new Stages(stages.orElse(unused)),
                              progress)
                          .clips());
      Quantize edit =
          new Quantizer(formats, UnitCosts::measure, progress)
              .edit(whisper, clips, unused.resolve("blocks.safetensors"));
      Map<String, String> settings = new TreeMap<>(Map.of("formats", formats.label()));
      listening.ifPresent(
          speech -> {
            settings.put("calibration", speech.speech().name());
            settings.put("seed", Long.toString(seed.value()));
          });
      // Names first: what is quantised is edited no more.
      List<Edit> edits = Stream.<Edit>concat(suffix.edit().stream(), Stream.of(edit)).toList();
      return new Plan(ExportRewriter.identities(whisper), HeadMode.FREE, settings, edits);
    }
  }
}
