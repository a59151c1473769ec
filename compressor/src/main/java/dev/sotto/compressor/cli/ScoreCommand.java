package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.DataOptions;
import dev.sotto.compressor.cli.options.LanguageConverter;
import dev.sotto.compressor.cli.options.NormalizerOption;
import dev.sotto.compressor.cli.options.ResultOptions;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.pairs.PairForm;
import dev.sotto.eval.dataset.pairs.PairedTexts;
import dev.sotto.eval.dataset.pairs.TextPairs;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.TextEvaluation;
import dev.sotto.models.io.FileHash;
import dev.sotto.runtime.decode.DecodingOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto score PAIRS} and {@code sotto score REFERENCES HYPOTHESES}. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Score what any recogniser heard, without running it.",
      "The rates, the table and the JSON are those of 'sotto eval'."
    })
final class ScoreCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private NormalizerOption normalizer;
  @Mixin private DataOptions taken;
  @Mixin private ResultOptions out;

  @Parameters(
      index = "0",
      paramLabel = "PAIRS",
      description = {
        "JSON lines with \"reference\" (or \"text\") and \"hypothesis\" (or \"pred_text\"), and if"
            + " there are any \"id\", \"duration\", \"language\" and \"speaker\"; or a table"
            + " (CSV, TSV) with such columns.",
        "With HYPOTHESES: plain text, what was said in one utterance a line, Kaldi's text, or"
            + " sclite's trn."
      })
  private Path references;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "HYPOTHESES",
      description = "What was heard, in the utterance of the same line or of the same id.")
  private Optional<Path> hypotheses = Optional.empty();

  @Option(
      names = "--pairs",
      paramLabel = "FORM",
      description =
          "What the files are, where their content does not tell: jsonl or table (one file), plain,"
              + " kaldi or trn (two).")
  private Optional<String> pairs = Optional.empty();

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      converter = LanguageConverter.class,
      description =
          "What is spoken, such as en or English; unless given, what the data says. Chooses the"
              + " normaliser: mark-preserving unless all is said to be English, so for plain text,"
              + " too.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--system",
      paramLabel = "NAME",
      description = "The recogniser's name in the result (default: that of the file it wrote).")
  private Optional<String> system = Optional.empty();

  @Override
  public Integer call() {
    EvaluationSettings settings = settings();
    DatasetOptions options = taken.options();
    Path heard = hypotheses.orElse(references);
    out.check(references, heard);
    Optional<PairForm> form = pairs.map(PairForm::of);
    PairedTexts texts =
        hypotheses
            .map(file -> TextPairs.read(references, file, form, options))
            .orElseGet(() -> TextPairs.read(references, form, options));
    DataOptions.warn(common, references.toString(), texts.selection());
    ModelIdentity identity =
        new ModelIdentity(
            system.orElse(heard.getFileName().toString()),
            Map.of(heard.getFileName().toString(), FileHash.sha256(heard)));
    out.write(TextEvaluation.run(texts, identity, settings), common);
    return 0;
  }

  private EvaluationSettings settings() {
    DecodingOptions decoding = DecodingOptions.defaults();
    EvaluationSettings settings =
        EvaluationSettings.defaults()
            .withDecoding(language.map(decoding::withLanguage).orElse(decoding));
    return normalizer.normalizer().map(settings::withNormalizer).orElse(settings);
  }
}
