package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.EditOptions;
import dev.sotto.compressor.cli.options.OutputFolderOptions;
import dev.sotto.compressor.cli.options.RuleOptions;
import dev.sotto.compressor.cli.options.StagesOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.cli.text.LastWord;
import dev.sotto.compressor.compress.CompressionRequest;
import dev.sotto.compressor.compress.Probe;
import dev.sotto.compressor.compress.Probes;
import dev.sotto.compressor.compress.Stages;
import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.Cost;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.search.WerCeiling;
import dev.sotto.compressor.sweep.SweepPoint;
import dev.sotto.compressor.sweep.SweepReport;
import dev.sotto.compressor.sweep.SweepResult;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sotto sweep MODEL --eval DATA --shares 10%,20%,30% --out DIR}. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = {
      "Compress a model to one share after another and draw what that costs in errors.",
      "Each share is what 'sotto compress' would do; what all have in common is done once.",
      "A run that was broken off goes on where it was when the same command is given again."
    })
final class SweepCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private CompressionInput input;
  @Mixin private OutputFolderOptions out;
  @Mixin private RuleOptions rule;
  @Mixin private EditOptions edits;
  @Mixin private StagesOption stages;

  @Option(
      names = "--measure",
      paramLabel = "params|layers|flops|bytes|ms",
      defaultValue = "layers",
      description =
          "What the shares are of, as in --remove of compress (default ${DEFAULT-VALUE}).")
  private String measure;

  @Option(
      names = "--shares",
      split = ",",
      paramLabel = "SHARE",
      defaultValue = "5%,10%,15%,20%,30%,40%",
      description = "What is removed, point by point (default ${DEFAULT-VALUE}).")
  private List<String> shares;

  @Option(
      names = "--ceiling",
      paramLabel = "POINTS",
      defaultValue = "1",
      description =
          "Tell the largest share whose error rate is at most so many points above that of the"
              + " dense model (default ${DEFAULT-VALUE}).")
  private double ceiling;

  @Option(
      names = "--quantize",
      paramLabel = FormatRequest.LABEL,
      converter = FormatsConverter.Any.class,
      description = "Last store weights of each as integers of few bits, as compress does.")
  private Optional<FormatRequest> formats = Optional.empty();

  @Option(names = "--keep", description = "Keep the smaller exports, too.")
  private boolean keep;

  @Override
  public Integer call() {
    Cost cost =
        Budget.cost(measure)
            .orElseThrow(
                () ->
                    SottoException.usage(
                        "--measure: expected params, layers, flops, bytes or ms, found "
                            + measure));
    List<Budget> budgets =
        shares.stream().map(share -> Budget.parse(cost.key() + "=" + share.strip())).toList();
    WerCeiling most = new WerCeiling(ceiling);
    Path[] read = edits.paths(input.paths());
    out.check(read);
    Path folder = stages.beside(out, read);
    Function<Planner.Request, CompressionRequest> requests =
        input.read(common, edits.besides(input.model()).in(formats));
    SweepResult sweep;
    try (OutputFolder output = out.create();
        ConsoleProgress progress = common.progress()) {
      LastWord.goesOn();
      Probes<Budget> probes =
          new Probes<>(budget -> requests.apply(pruning(budget)), new Stages(folder), progress);
      sweep = SweepResult.of(cost, run(budgets, probes), most);
      SweepReport.write(sweep, input.model(), output);
      if (keep) {
        sweep.points().forEach(point -> keep(point, probes, output));
      }
      output.complete();
    }
    print(sweep, folder);
    return 0;
  }

  private Planner.Request pruning(Budget budget) {
    return new Planner.Request(
        rule.saliency(input.listens()),
        rule.heads(),
        Optional.empty(),
        Optional.of(budget),
        Optional.empty(),
        Optional.empty());
  }

  /** A sweep takes long, so each point is told as it comes. */
  private List<Probe<Budget>> run(List<Budget> budgets, Probes<Budget> probes) {
    List<Probe<Budget>> tried = new ArrayList<>();
    for (Budget budget : budgets) {
      Probe<Budget> probe = probes.probe(budget);
      tried.add(probe);
      common.err().println("%d of %d, %s".formatted(tried.size(), budgets.size(), probe.told()));
    }
    return tried;
  }

  private static void keep(SweepPoint point, Probes<Budget> probes, OutputFolder output) {
    point
        .probe()
        .found()
        .ifPresent(
            found -> {
              try (OutputFolder export =
                  OutputFolder.create(output.path().resolve(point.name()), false)) {
                String name = output.target().resolve(point.name()).toString();
                probes.compression(point.probe().asked()).write(found, export, name);
                export.complete();
              }
            });
  }

  private void print(SweepResult sweep, Path folder) {
    common.print(
        () -> SweepReport.json(sweep),
        text -> {
          text.print(SweepReport.table(sweep).toPlainText());
          text.println(SweepReport.conclusion(sweep));
          text.println(
              "wrote %s with %s, %s, %s and %s; the stages in %s are not needed any more"
                  .formatted(
                      out.folder(),
                      SweepReport.JSON_FILE,
                      SweepReport.MARKDOWN_FILE,
                      SweepReport.DRAWING_FILE,
                      SweepReport.HTML_FILE,
                      folder));
        });
  }
}
