package dev.sotto.compressor.cli.options;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.report.BreakdownTable;
import dev.sotto.eval.report.ProbeTable;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.report.Table;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Where a result goes. */
public final class ResultOptions {
  @Option(names = "--out", paramLabel = "FILE", description = "Write the result as JSON here, too.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--force", description = "Overwrite the file of --out.")
  private boolean force;

  /** Checks before long work that the result can be written, and not over what is read. */
  public void check(Path... inputs) {
    out.ifPresent(
        file -> {
          OutputGuard.check(file, inputs);
          OutputFile.checkWritable(file, force);
        });
  }

  /** Checks, once the data set was read, that the result will replace none of its clips. */
  public void checkApart(Dataset dataset) {
    out.ifPresent(file -> OutputGuard.check(file, clips(dataset)));
  }

  public static Path[] clips(Dataset dataset) {
    return dataset.utterances().stream().map(said -> said.audio().file()).toArray(Path[]::new);
  }

  /** Writes the result of an evaluation and prints it, after what must be known of its texts. */
  public void write(EvalResult result, CommonOptions common) {
    result.warnings().forEach(common::warn);
    List<Table> tables = new ArrayList<>(List.of(ResultTable.of(result)));
    tables.addAll(BreakdownTable.of(result));
    result.probe().map(ProbeTable::of).ifPresent(tables::add);
    write(() -> EvalJson.of(result), tables, common);
  }

  /**
   * Prints a result, as JSON or as tables, and writes it: in this order, as a full disk must not
   * cost what was measured.
   *
   * @param result asked only where its JSON is wanted
   */
  public void write(Supplier<ObjectNode> result, List<Table> tables, CommonOptions common) {
    Optional<byte[]> json =
        out.isPresent() || common.json()
            ? Optional.of(JsonFiles.write(result.get()))
            : Optional.empty();
    if (common.json()) {
      common.print(json.orElseThrow());
    } else {
      common.out().print(tables.stream().map(Table::toPlainText).collect(Collectors.joining("\n")));
      common.out().flush();
    }
    out.ifPresent(file -> OutputFile.write(file, json.orElseThrow(), force));
  }
}
