package dev.sotto.compressor.cli.options;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.models.json.JsonFiles;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that every command has. */
public final class CommonOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  /** Whether the result is wanted as JSON. */
  public boolean json() {
    return json;
  }

  /** The options that the command line gives, by their longest names. */
  public List<String> given() {
    return command.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .toList();
  }

  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  public PrintWriter err() {
    return command.commandLine().getErr();
  }

  /** Prints a result, as JSON where that is asked for, or else as text. */
  public void print(Supplier<ObjectNode> result, Consumer<PrintWriter> text) {
    if (json) {
      print(JsonFiles.write(result.get()));
    } else {
      text.accept(out());
      out().flush();
    }
  }

  /** Prints JSON that was written already. */
  public void print(byte[] written) {
    out().print(new String(written, StandardCharsets.UTF_8));
    out().flush();
  }

  /** Says what is wrong with one of several inputs, as a failure of the whole command would. */
  public void problem(String problem) {
    err().println("sotto: " + problem);
  }

  public void warn(String warning) {
    err().println("sotto: warning: " + warning);
  }

  /** Bars or lines about long work, on standard error. */
  public ConsoleProgress progress() {
    return new ConsoleProgress(err());
  }
}
