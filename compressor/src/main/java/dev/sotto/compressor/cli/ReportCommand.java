package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.ResultOptions;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.report.html.Clips;
import dev.sotto.eval.report.html.HtmlReport;
import dev.sotto.eval.report.html.Page;
import dev.sotto.eval.report.html.ReportedModel;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto report DENSE.json CANDIDATE.json... --out report.html}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Show results of 'eval' or 'compress' as one HTML page, the first model as the baseline.",
      "Heads, widths and bytes come from the models' folders, where these still hold the same"
          + " files."
    })
final class ReportCommand implements Callable<Integer> {
  static final String FORMAT = "sotto-report/1";

  @Mixin private CommonOptions common;

  @Parameters(
      arity = "1..*",
      paramLabel = "RESULT",
      description =
          "Results as JSON: of eval, or the compression.json of compress, which holds two.")
  private List<Path> results;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where to write the page.")
  private Path out;

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Heading of the page; unless given, the names of the models.")
  private Optional<String> title = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "What to call the first model, given again the second, and so on; unless given, as its"
              + " folder.")
  private List<String> names = List.of();

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "The data set of the results, in any form that eval reads: recordings of the utterances"
              + " shown go into the page, 8 MB of it at most.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--diagnosis",
      paramLabel = "FILE",
      description =
          "A diagnosis of the first model, alone or beside another of the page, as 'diagnose --out'"
              + " writes it; may be given for each model.")
  private List<Path> diagnoses = List.of();

  @Option(
      names = "--worst",
      paramLabel = "N",
      defaultValue = "10",
      description = "Show the N utterances with the most errors (default ${DEFAULT-VALUE}).")
  private int worst;

  @Override
  public Integer call() {
    if (worst < 0) {
      throw SottoException.usage("--worst: expected a number from 0, found " + worst);
    }
    OutputGuard.check(out, results.toArray(Path[]::new));
    OutputGuard.check(out, diagnoses.toArray(Path[]::new));
    OutputFile.checkWritable(out, force);
    List<ReportedModel> models = ReportInput.read(results, names);
    models.forEach(this::protectModel);
    Clips clips =
        data.map(file -> clips(file, models.get(0).result()))
            .orElseGet(() -> Clips.none("no data set was given with --data"));
    Page page =
        new Page(title.orElseGet(() -> Page.title(models)), models, worst, clips)
            .with(DiagnosisInput.read(diagnoses, models));
    byte[] html = HtmlReport.bytes(page);
    OutputFile.write(out, html, force);
    report(models, html.length);
    return 0;
  }

  /** A page may lie in the folder of a model that it shows, but never in the place of its files. */
  private void protectModel(ReportedModel model) {
    model.folders().forEach(folder -> OutputGuard.check(out, filesOf(folder)));
  }

  /** All but pages, which may be written anew. */
  private static Path[] filesOf(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().toLowerCase(Locale.ROOT).endsWith(".html"))
          .toArray(Path[]::new);
    } catch (IOException e) {
      throw SottoException.badInput(folder, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** A row that is bad now is missed only if it was measured. */
  private Clips clips(Path file, EvalResult measured) {
    OutputGuard.check(out, file);
    Dataset dataset = Datasets.read(file, new DatasetOptions(Filter.NONE, true, false));
    OutputGuard.check(out, ResultOptions.clips(dataset));
    Clips clips = Clips.of(dataset, measured);
    if (!clips.absence().isEmpty()) {
      common.warn(file + ": no sound, since " + clips.absence());
    }
    return clips;
  }

  private void report(List<ReportedModel> models, int bytes) {
    for (ReportedModel model : models) {
      if (model.anatomy().isEmpty()) {
        common.warn(model.name() + ": no layers are shown, since " + model.absence());
      }
    }
    common.print(() -> json(models, bytes), text -> text.println("wrote " + out));
  }

  private ObjectNode json(List<ReportedModel> models, int bytes) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT).put("page", out.toString()).put("bytes", bytes);
    ArrayNode shown = json.putArray("models");
    for (ReportedModel model : models) {
      shown.addObject().put("name", model.name()).put("layers", model.anatomy().isPresent());
    }
    return json;
  }
}
