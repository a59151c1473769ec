package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.hearing.DecoderOptions;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.DataOptions;
import dev.sotto.compressor.cli.options.EvaluationOptions;
import dev.sotto.compressor.cli.options.ResultOptions;
import dev.sotto.compressor.cli.options.VariantOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Evaluation;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto eval MODEL DATA}. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = {
      "Measure how well a model hears, and what that costs.",
      "Word error rate with a 95 %% interval, also by duration, language and speaker; parameters,"
          + " FLOPs, bytes, peak memory, real-time factor."
    })
final class EvalCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private EvaluationOptions options;
  @Mixin private DecoderOptions decoder;
  @Mixin private DataOptions taken;
  @Mixin private ResultOptions out;
  @Mixin private VariantOption variant;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = {
        "JSON lines with \"audio_filepath\" and \"text\"; a table with such columns; a .tsv of"
            + " Common Voice or FLEURS; a folder with metadata.csv or metadata.jsonl, *.trans.txt"
            + " as LibriSpeech's, or transcripts.txt as that of Multilingual LibriSpeech."
      })
  private Path data;

  @Option(
      names = "--hallucination-probe",
      description = "Let the model hear silence and noise, too, and show what it writes.")
  private boolean probe;

  @Override
  public Integer call() {
    EvaluationSettings asked = options.settings();
    EvaluationSettings settings = asked.withDecoding(decoder.of(asked.decoding()));
    out.check(model, data);
    ExportFolder export = Exports.open(variant.of(model));
    Evaluation.check(export, settings);
    EvalResult result;
    try (ConsoleProgress progress = common.progress()) {
      Dataset dataset = Datasets.read(data, taken.options().readingClips(), progress);
      out.checkApart(dataset);
      DataOptions.warn(common, data.toString(), dataset.selection());
      result =
          Evaluation.run(export, dataset, probe ? settings.probingSilence() : settings, progress);
    }
    out.write(result, common);
    return 0;
  }
}
