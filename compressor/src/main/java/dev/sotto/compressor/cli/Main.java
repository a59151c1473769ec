package dev.sotto.compressor.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry point, {@code sotto COMMAND}. */
@Command(
    name = "sotto",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Makes Whisper speech recognition smaller and faster and proves that it still hears as"
            + " well.",
    subcommands = {
      BuildCommand.class,
      InspectCommand.class,
      PlanCommand.class,
      ApplyCommand.class,
      VerifyCommand.class,
      DiagnoseCommand.class,
      FinetuneCommand.class,
      CompressCommand.class,
      TranscribeCommand.class,
      LabelCommand.class,
      EvalCommand.class,
      ScoreCommand.class,
      BenchCommand.class,
      GateCommand.class,
      ReportCommand.class,
      DemoCommand.class,
      DemoDataCommand.class,
      DemoModelCommand.class,
      CommandLine.HelpCommand.class,
    },
    footer = {
      "",
      "Exit codes: 0 success, 1 internal error, 2 usage, 3 bad input, 4 a check said no, 130"
          + " interrupted.",
      "'sotto COMMAND --help' explains a command."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print a stack trace with an error.")
  private boolean debug;

  boolean debug() {
    return debug;
  }

  /** With no command, explains itself. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  public static void main(String[] arguments) {
    PrintStream results = System.out;
    // Audio decoders print there now and then; results must stay readable by machines.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    PrintWriter out = new PrintWriter(results, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = commandLine(out, err).execute(arguments);
    out.flush();
    err.flush();
    System.exit(exitCode);
  }

  /** The command line with its error handling, writing to {@code out} and {@code err}. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
  }
}
