package dev.sotto.compressor.cli.options;

import dev.sotto.eval.gate.GateJson;
import dev.sotto.eval.gate.GateJunitXml;
import dev.sotto.eval.gate.GateReport;
import dev.sotto.eval.gate.GateText;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.models.json.JsonFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where a gate's report is written, in three forms. */
public final class GateOutputs {
  @Option(names = "--out", paramLabel = "FILE", description = "Write the report as JSON here, too.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write it as Markdown here, for a comment on a pull request.")
  private Optional<Path> markdown = Optional.empty();

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write it as JUnit XML here, a test case for each check.")
  private Optional<Path> junit = Optional.empty();

  @Option(names = "--force", description = "Overwrite these files.")
  private boolean force;

  /** Checks, before work begins, that all can be written. */
  public void check(Path... inputs) {
    List<Path> files = Stream.of(json, markdown, junit).flatMap(Optional::stream).toList();
    for (Path file : files) {
      OutputGuard.check(file, inputs);
      OutputFile.checkWritable(file, force);
    }
    if (files.stream().map(file -> file.toAbsolutePath().normalize()).distinct().count()
        < files.size()) {
      throw SottoException.usage("expected another file for each form of the report");
    }
  }

  public void write(GateReport report) {
    json.ifPresent(file -> OutputFile.write(file, JsonFiles.write(GateJson.of(report)), force));
    markdown.ifPresent(
        file ->
            OutputFile.write(
                file, GateText.markdown(report).getBytes(StandardCharsets.UTF_8), force));
    junit.ifPresent(file -> OutputFile.write(file, GateJunitXml.of(report), force));
  }
}
