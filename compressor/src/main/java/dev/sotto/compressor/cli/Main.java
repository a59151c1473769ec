package dev.sotto.compressor.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;

import dev.sotto.compressor.cli.text.LastWord;
import dev.sotto.compressor.cli.text.SafeText;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.io.AtExit;
import dev.sotto.runtime.natives.Signals;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry point, {@code sotto COMMAND}. */
@Command(
    name = "sotto",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Versions.class,
    description =
        "Makes Whisper speech recognition smaller and faster and proves that it still hears as"
            + " well.",
    commandListHeading = "",
    subcommands = {
      DemoCommand.class,
      CompressCommand.class,
      TranscribeCommand.class,
      EvalCommand.class,
      InspectCommand.class,
      BuildCommand.class,
      FinetuneCommand.class,
      PlanCommand.class,
      ApplyCommand.class,
      QuantizeCommand.class,
      VerifyCommand.class,
      SweepCommand.class,
      BenchCommand.class,
      ScoreCommand.class,
      GateCommand.class,
      ReportCommand.class,
      DiagnoseCommand.class,
      LabelCommand.class,
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
  /** What Java makes of bytes that the locale's encoding does not have. */
  private static final char NOT_READ = '\ufffd';

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print a stack trace with an error.")
  private boolean debug;

  /** What {@code sotto --version} prints. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"sotto " + SottoVersion.current()};
    }
  }

  boolean debug() {
    return debug;
  }

  /** With no command, explains itself. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  public static void main(String[] arguments) {
    Signals.endCleanly();
    // Digits, points and months are the same everywhere, in what libraries write too.
    Locale.setDefault(Locale.ROOT);
    // Audio decoders print there now and then; results must stay readable by machines.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    SafeText results = new SafeText(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = new PrintWriter(new BufferedWriter(results), true);
    PrintWriter err = new PrintWriter(new SafeText(new FileOutputStream(FileDescriptor.err)), true);
    LastWord lastWord = LastWord.listen(err);
    int exitCode = execute(arguments, out, err);
    out.flush();
    if (results.failure().isPresent()) {
      exitCode = Failures.unprinted(results.failure().get(), exitCode, err);
    }
    err.flush();
    Signals.waitIfEnding();
    AtExit.release(lastWord);
    System.exit(exitCode);
  }

  private static int execute(String[] arguments, PrintWriter out, PrintWriter err) {
    for (String argument : arguments) {
      if (argument.indexOf(NOT_READ) >= 0) {
        err.println("sotto: " + Failures.unreadable(argument));
        return SottoException.Code.USAGE.exitCode();
      }
    }
    return commandLine(out, err).execute(arguments);
  }

  /** The command line with its error handling, writing to {@code out} and {@code err}. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine command = new CommandLine(new Main());
    command.getHelpSectionMap().put(SECTION_KEY_COMMAND_LIST, new CommandGroups());
    return command
        .setOut(out)
        .setErr(err)
        // Its colours are commands to the terminal, which do not get through.
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        // A recording may be called @1.wav.
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
  }
}
