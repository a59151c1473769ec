package dev.sotto.compressor.cli;

import dev.sotto.compressor.calibrate.CalibrationSpeech;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.LanguageConverter;
import dev.sotto.compressor.cli.options.ResultOptions;
import dev.sotto.compressor.cli.options.RuntimeOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.diagnose.Diagnoser;
import dev.sotto.compressor.diagnose.Diagnosis;
import dev.sotto.compressor.diagnose.DiagnosisJson;
import dev.sotto.compressor.diagnose.DiagnosisTables;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto diagnose MODEL [CANDIDATE]}. */
@Command(
    name = "diagnose",
    mixinStandardHelpOptions = true,
    description = {
      "Show what each layer normalisation does, and where pruning made one fragile.",
      "Both models hear the same clips, and their decoders are fed the same tokens: the texts of"
          + " the data, or else what MODEL hears."
    })
final class DiagnoseCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private RuntimeOptions runtime;
  @Mixin private ResultOptions out;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CANDIDATE",
      description = "Folder of an export that was made of it.")
  private Optional<Path> candidate = Optional.empty();

  @Option(
      names = "--audio",
      arity = "1..*",
      required = true,
      paramLabel = "FILE",
      description =
          "Recordings to listen to; or one data set with texts, in any form that eval takes.")
  private List<Path> audio;

  @Option(
      names = "--clips",
      paramLabel = "N",
      defaultValue = "16",
      description = "Draw so many of them, 2 or more (default ${DEFAULT-VALUE}).")
  private int clips;

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      converter = LanguageConverter.class,
      description =
          "What is spoken, such as en or English; unless given, what the data says, or else"
              + " detected.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--no-gradients",
      description = "Do without gradients, which need PyTorch and take most of the time.")
  private boolean withoutGradients;

  @Mixin private SeedOption seed;

  @Override
  public Integer call() {
    out.check(
        Stream.of(Stream.of(model), candidate.stream(), audio.stream())
            .flatMap(paths -> paths)
            .toArray(Path[]::new));
    ExportFolder dense = Exports.open(model);
    Optional<ExportFolder> other = candidate.map(Exports::open);
    Diagnosis diagnosis;
    try (ConsoleProgress progress = common.progress()) {
      CalibrationSpeech speech = speech(progress);
      diagnosis =
          new Diagnoser(
                  new Diagnoser.Settings(
                      runtime.settings(), clips, language, !withoutGradients, seed.value()),
                  progress)
              .diagnose(dense, other, speech);
    }
    diagnosis
        .gradientsAbsent()
        .filter(reason -> !withoutGradients)
        .ifPresent(reason -> common.warn("no gradients: " + reason));
    out.write(() -> DiagnosisJson.of(diagnosis), DiagnosisTables.of(diagnosis), common);
    return 0;
  }

  private CalibrationSpeech speech(ConsoleProgress progress) {
    if (CalibrationSpeech.areRecordings(audio)) {
      return CalibrationSpeech.of(audio);
    }
    Dataset dataset = Datasets.read(audio.get(0), DatasetOptions.defaults(), progress);
    out.checkApart(dataset);
    return CalibrationSpeech.of(dataset);
  }
}
