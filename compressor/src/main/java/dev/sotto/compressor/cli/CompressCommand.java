package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.KeptPlanOption;
import dev.sotto.compressor.cli.options.OutputFolderOptions;
import dev.sotto.compressor.cli.options.PlanOptions;
import dev.sotto.compressor.cli.options.StagesOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.cli.text.LastWord;
import dev.sotto.compressor.compress.CeilingSearch;
import dev.sotto.compressor.compress.Compression;
import dev.sotto.compressor.compress.Compression.Found;
import dev.sotto.compressor.compress.CompressionReport;
import dev.sotto.compressor.compress.CompressionRequest;
import dev.sotto.compressor.compress.CompressionResult;
import dev.sotto.compressor.compress.Probe;
import dev.sotto.compressor.compress.Probes;
import dev.sotto.compressor.compress.Stages;
import dev.sotto.compressor.quantize.DivergenceLimit;
import dev.sotto.compressor.quantize.FormatGoal;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.search.WerCeiling;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.result.Formats;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sotto compress MODEL --eval DATA --train DATA --remove layers=40% --out DIR}. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description = {
      "Make a model smaller and measure what that did.",
      "With --train: fine-tunes towards zeros, plans, applies, verifies, fine-tunes the smaller"
          + " model, evaluates before and after, and reports. Without it the word error rate is"
          + " that of plain removal.",
      "A run that was broken off goes on where it was when the same command is given again."
    })
final class CompressCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private CompressionInput input;
  @Mixin private OutputFolderOptions out;
  @Mixin private PlanOptions plan;
  @Mixin private StagesOption stages;
  @Mixin private KeptPlanOption kept;

  @Option(
      names = "--quantize",
      paramLabel = FormatGoal.LABEL,
      converter = FormatsConverter.Goal.class,
      description =
          "Last store weights as integers of few bits, by what layers read of --calibrate where it"
              + " is given; formats as 'sotto quantize' has them, or the smallest that the error"
              + " rate on --eval bears.")
  private FormatGoal formats = FormatGoal.NONE;

  @Option(
      names = "--allow-loops",
      description =
          "Write a model that repeats itself where the dense one does not, which is refused else.")
  private boolean allowLoops;

  @Override
  public Integer call() {
    Planner.Request pruning = plan.request(input.listens(), input.thins(), !formats.isNone());
    Path[] read = plan.edits().paths(input.paths());
    out.check(read);
    kept.check(out, read);
    Path folder = stages.beside(out, read);
    Function<Planner.Request, CompressionRequest> requests =
        input.read(common, plan.edits().besides(input.model()).in(formats.formats()));
    CompressionResult result;
    try (OutputFolder output = out.create();
        ConsoleProgress progress = common.progress()) {
      LastWord.goesOn();
      Search search = new Search(new Stages(folder), progress);
      Optional<Budget> budget = pruning.remove();
      if (budget.filter(Budget::isCeilingAlone).isPresent()) {
        budget =
            Optional.of(
                search.share(
                    budget.get().ceiling().orElseThrow(),
                    asked -> requests.apply(pruning.withRemove(asked))));
      }
      CompressionRequest pruned =
          requests.apply(
              budget.map(given -> pruning.withRemove(given.withoutCeiling())).orElse(pruning));
      CompressionRequest request =
          formats.ceiling().map(ceiling -> pruned.in(search.bound(ceiling, pruned))).orElse(pruned);
      Compression compression = new Compression(request, new Stages(folder), progress);
      Found found = compression.find();
      refuseLoops(found.result());
      budget.flatMap(Budget::ceiling).ifPresent(ceiling -> refuse(ceiling, found.result()));
      result = compression.write(found, output, output.target().toString());
      kept.write(result.plan().plan(), out.replaces());
      output.complete();
    }
    result.pruned().warnings().forEach(common::warn);
    print(result, folder);
    return 0;
  }

  /** Makes a search of how something is tried, and of whether what came of it is good enough. */
  private interface Searching<A> {
    CeilingSearch<Probe<A>> of(Function<A, Probe<A>> probing, Predicate<Probe<A>> under);
  }

  /** Looks for what is largest under a ceiling. */
  private final class Search {
    private final Stages stages;
    private final ConsoleProgress progress;

    Search(Stages stages, ConsoleProgress progress) {
      this.stages = stages;
      this.progress = progress;
    }

    Budget share(WerCeiling ceiling, Function<Budget, CompressionRequest> requests) {
      return largest(ceiling, requests, CeilingSearch::ofShares);
    }

    DivergenceLimit bound(WerCeiling ceiling, CompressionRequest pruned) {
      return largest(ceiling, pruned::in, CeilingSearch::ofBounds);
    }

    /** That of all that is tried, which is told. */
    private <A> A largest(
        WerCeiling ceiling, Function<A, CompressionRequest> requests, Searching<A> searching) {
      Probes<A> probes = new Probes<>(requests, stages, progress);
      CeilingSearch<Probe<A>> search = searching.of(probes::probe, probe -> probe.holds(ceiling));
      Optional<Probe<A>> best = search.search();
      search.tried().forEach(probe -> common.err().println(probe.told()));
      return best.map(Probe::asked)
          .orElseThrow(
              () ->
                  SottoException.checkFailed(
                      "%s cannot be met: %s"
                          .formatted(
                              ceiling, search.tried().get(search.tried().size() - 1).told())));
    }
  }

  private void refuseLoops(CompressionResult result) {
    if (result.loops().looping() && !allowLoops) {
      throw refused(
          result,
          "the smaller model loops or makes words up, so it is not written (--allow-loops writes"
              + " it): "
              + result.loops().told());
    }
  }

  private void refuse(WerCeiling ceiling, CompressionResult result) {
    if (!result.holds(ceiling)) {
      throw refused(
          result,
          "%s does not hold: %s after %s"
              .formatted(
                  ceiling,
                  Formats.percent(result.compressed().errorRate().rate()),
                  Formats.percent(result.dense().errorRate().rate())));
    }
  }

  /** Programs get all evidence, people a line. */
  private SottoException refused(CompressionResult result, String reason) {
    if (common.json()) {
      common.print(JsonFiles.write(CompressionReport.json(result).put("refused", reason)));
    }
    return SottoException.checkFailed(reason);
  }

  private void print(CompressionResult result, Path folder) {
    common.print(
        () -> CompressionReport.json(result),
        text -> {
          text.print(ResultTable.compare(result.dense(), result.compressed()).toPlainText());
          text.println(CompressionReport.remarks(result));
          text.println(
              "wrote %s with plan.json, %s, %s and %s; the stages in %s are not needed any more%s"
                  .formatted(
                      out.folder(),
                      CompressionReport.JSON_FILE,
                      CompressionReport.MARKDOWN_FILE,
                      CompressionReport.HTML_FILE,
                      folder,
                      kept.loses(result.plan().plan())
                          ? ", but for the weights that plan.json names: --plan FILE keeps them,"
                              + " for 'verify' and 'apply'"
                          : ""));
        });
  }
}
