package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Manifest;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Evaluation;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.JsonFiles;
import dev.sotto.runtime.decode.DecodingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto eval MODEL MANIFEST}. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = {
      "Measure how well a model hears, and what that costs.",
      "Word error rate with a 95 % interval, parameters, FLOPs, bytes, peak memory, real-time factor."
    })
final class EvalCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private RuntimeOptions runtime;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "MANIFEST",
      description = "JSON lines with \"audio_filepath\" and \"text\".")
  private Path manifest;

  /** The ids of the normalisers, for help and completion. */
  static final class NormalizerIds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Normalizers.ids().iterator();
    }
  }

  @Option(
      names = "--normalizer",
      paramLabel = "ID",
      completionCandidates = NormalizerIds.class,
      description =
          "How texts are made comparable: ${COMPLETION-CANDIDATES}. Unless given, whisper-english"
              + " for English and mark-preserving for other languages.")
  private Optional<String> normalizer = Optional.empty();

  @Option(
      names = "--language",
      paramLabel = "CODE",
      description = "What is spoken, such as en; detected unless given.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Windows heard together (default ${DEFAULT-VALUE}).")
  private int batch;

  @Option(names = "--limit", paramLabel = "N", description = "Take the first N utterances only.")
  private Optional<Integer> limit = Optional.empty();

  @Option(names = "--out", paramLabel = "FILE", description = "Write the result as JSON here, too.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--force", description = "Overwrite the file of --out.")
  private boolean force;

  @Override
  public Integer call() {
    EvaluationSettings settings = settings();
    out.ifPresent(this::checkWritable);
    ExportFolder export = ExportFolder.open(model);
    Dataset all = Manifest.read(manifest);
    Dataset dataset = limit.map(all::limit).orElse(all);
    EvalResult result;
    try (ConsoleProgress progress = common.progress()) {
      result = Evaluation.run(export, dataset, settings, progress);
    }
    ObjectNode json = EvalJson.of(result);
    out.ifPresent(file -> write(file, json));
    if (common.json()) {
      common.print(json);
    } else {
      common.out().print(ResultTable.of(result).toPlainText());
      common.out().flush();
    }
    return 0;
  }

  private EvaluationSettings settings() {
    DecodingOptions decoding = DecodingOptions.defaults();
    EvaluationSettings settings =
        EvaluationSettings.defaults()
            .withSession(runtime.settings())
            .withDecoding(language.map(decoding::withLanguage).orElse(decoding))
            .withBatchSize(batch);
    return normalizer.map(id -> settings.withNormalizer(Normalizers.of(id))).orElse(settings);
  }

  private void checkWritable(Path file) {
    if (Files.exists(file) && !force) {
      throw SottoException.badInput(file, "exists already; name another file or use --force");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw SottoException.badInput(folder, "no such folder; expected one to write the result to");
    }
  }

  private static void write(Path file, ObjectNode json) {
    try {
      Files.write(file, JsonFiles.write(json));
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be written: " + e.getMessage(), e);
    }
  }
}
