package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that every command has. */
final class CommonOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  boolean json() {
    return json;
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  PrintWriter err() {
    return command.commandLine().getErr();
  }

  void print(ObjectNode result) {
    print(JsonFiles.write(result));
  }

  /** Prints JSON that was written already. */
  void print(byte[] json) {
    out().print(new String(json, StandardCharsets.UTF_8));
    out().flush();
  }

  /** Says what is wrong with one of several inputs, as a failure of the whole command would. */
  void problem(String problem) {
    err().println("sotto: " + problem);
  }

  void warn(String warning) {
    err().println("sotto: warning: " + warning);
  }

  /** Bars or lines about long work, on standard error. */
  ConsoleProgress progress() {
    return new ConsoleProgress(err());
  }
}
