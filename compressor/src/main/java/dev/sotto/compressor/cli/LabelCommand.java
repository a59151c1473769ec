package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.RecognitionOptions;
import dev.sotto.compressor.cli.options.RuntimeOptions;
import dev.sotto.compressor.cli.options.VariantOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.label.LabelFilter;
import dev.sotto.compressor.label.LabelManifest;
import dev.sotto.compressor.label.LabelReport;
import dev.sotto.compressor.label.Labelling;
import dev.sotto.compressor.label.PseudoLabels;
import dev.sotto.eval.dataset.Clip;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.OutputGuard;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto label MODEL AUDIO... --out FILE}. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description = {
      "Write down what is said in recordings, as a manifest to train on.",
      "Keeps only texts that the model is sure of. The thresholds are those of OpenAI's Whisper.",
      "Recordings that cannot be read are named and left out; the exit code is then 3."
    })
final class LabelCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private RuntimeOptions runtime;
  @Mixin private RecognitionOptions hearing;
  @Mixin private VariantOption variant;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "AUDIO",
      description = {
        "Recordings, as transcribe takes them, manifests (.jsonl) of recordings, and data sets of"
            + " other forms (folders, .csv, .tsv).",
        "What has a text already goes into the result as it is."
      })
  private List<Path> inputs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where to write the manifest.")
  private Path out;

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  @Option(
      names = "--min-log-probability",
      paramLabel = "P",
      defaultValue = "" + LabelFilter.MIN_LOG_PROBABILITY,
      description =
          "Least mean natural logarithm of a token's probability (default ${DEFAULT-VALUE}).")
  private double minLogProbability;

  @Option(
      names = "--max-compression-ratio",
      paramLabel = "R",
      defaultValue = "" + LabelFilter.MAX_COMPRESSION_RATIO,
      description =
          "Greatest ratio of a text's bytes to its bytes as zlib (default ${DEFAULT-VALUE});"
              + " repetition has high ones.")
  private double maxCompressionRatio;

  @Option(
      names = "--max-no-speech",
      paramLabel = "P",
      defaultValue = "" + LabelFilter.MAX_NO_SPEECH,
      description = "Greatest probability that nobody speaks (default ${DEFAULT-VALUE}).")
  private double maxNoSpeech;

  @Override
  public Integer call() {
    LabelFilter filter = new LabelFilter(minLogProbability, maxCompressionRatio, maxNoSpeech);
    OutputGuard.check(out, model);
    OutputGuard.check(out, inputs.toArray(Path[]::new));
    OutputFile.checkWritable(out, force);
    List<Clip> clips = Labelling.clips(inputs);
    OutputGuard.check(out, clips.stream().map(clip -> clip.audio().file()).toArray(Path[]::new));
    PseudoLabels.Request request =
        new PseudoLabels.Request(
            variant.of(model),
            clips,
            filter,
            hearing.language(),
            runtime.settings(),
            hearing.batch());
    PseudoLabels labels;
    try (ConsoleProgress progress = common.progress()) {
      labels = Labelling.run(request, progress);
    }
    labels.unreadable().forEach(clip -> common.problem(clip.problem()));
    if (labels.isEmpty()) {
      return refuse(labels);
    }
    OutputFile.write(out, LabelManifest.of(labels, out), force);
    common.print(
        () -> LabelReport.json(labels, Optional.of(out)),
        text -> {
          text.print(LabelReport.text(labels));
          text.println("wrote " + out);
        });
    return labels.unreadable().isEmpty() ? 0 : SottoException.Code.BAD_INPUT.exitCode();
  }

  /** A manifest without a line would only fail later, in training. */
  private int refuse(PseudoLabels labels) {
    common.print(() -> LabelReport.json(labels, Optional.empty()), text -> {});
    if (labels.dropped().isEmpty()) {
      return SottoException.Code.BAD_INPUT.exitCode();
    }
    throw SottoException.checkFailed(
        "expected a text that can be kept, found none in %d clips: %s; nothing was written, --json"
                .formatted(labels.dropped().size(), labels.reasons())
            + " tells what was heard");
  }
}
