package dev.sotto.compressor.cli;

import dev.sotto.compressor.diagnose.Diagnoser;
import dev.sotto.compressor.diagnose.Diagnosis;
import dev.sotto.compressor.diagnose.DiagnosisJson;
import dev.sotto.compressor.diagnose.DiagnosisTables;
import dev.sotto.compressor.diagnose.Speech;
import dev.sotto.eval.dataset.Manifest;
import dev.sotto.eval.report.Table;
import dev.sotto.models.whisper.ExportFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      "Both models hear the same clips, and their decoders are fed the same tokens: the texts of the"
          + " data, or else what MODEL hears."
    })
final class DiagnoseCommand implements Callable<Integer> {
  private static final String MANIFEST_SUFFIX = ".jsonl";

  @Mixin private CommonOptions common;
  @Mixin private RuntimeOptions runtime;

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
      description = "Recordings to listen to, or one manifest (" + MANIFEST_SUFFIX + ").")
  private List<Path> audio;

  @Option(
      names = "--clips",
      paramLabel = "N",
      defaultValue = "16",
      description = "Draw so many of them, 2 or more (default ${DEFAULT-VALUE}).")
  private int clips;

  @Option(
      names = "--language",
      paramLabel = "CODE",
      description =
          "What is spoken, such as en; unless given, what the data says, or else detected.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--no-gradients",
      description = "Do without gradients, which need PyTorch and take most of the time.")
  private boolean withoutGradients;

  @Option(
      names = "--seed",
      defaultValue = "20510",
      description =
          "Seed of the choice of clips and of power iterations (default ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    ExportFolder dense = ExportFolder.open(model);
    Optional<ExportFolder> other = candidate.map(ExportFolder::open);
    Speech speech =
        audio.size() == 1 && audio.get(0).toString().endsWith(MANIFEST_SUFFIX)
            ? Speech.of(Manifest.read(audio.get(0)))
            : Speech.of(audio);
    Diagnosis diagnosis;
    try (ConsoleProgress progress = common.progress()) {
      diagnosis =
          new Diagnoser(
                  new Diagnoser.Settings(
                      runtime.settings(), clips, language, !withoutGradients, seed),
                  progress)
              .diagnose(dense, other, speech);
    }
    diagnosis
        .gradientsAbsent()
        .filter(reason -> !withoutGradients)
        .ifPresent(reason -> common.warn("no gradients: " + reason));
    if (common.json()) {
      common.print(DiagnosisJson.of(diagnosis));
      return 0;
    }
    List<Table> tables = DiagnosisTables.of(diagnosis);
    common.out().print(tables.stream().map(Table::toPlainText).collect(Collectors.joining("\n")));
    common.out().flush();
    return 0;
  }
}
