package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.text.LastWord;
import dev.sotto.compressor.cli.text.SafeText;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.AtExit;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Turns every failure into one line and an exit code; {@code --debug} adds the stack trace. */
final class Failures {
  /** 128 and the number of SIGPIPE. */
  private static final int BROKEN_PIPE = 141;

  private Failures() {}

  static int usage(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = oneLine(choice(e).orElseGet(e::getMessage));
    command.getErr().println("sotto: " + message + "; see '" + name + " --help'");
    return SottoException.Code.USAGE.exitCode();
  }

  /** What an option has to choose from, as it is written and not as the program calls it. */
  private static Optional<String> choice(CommandLine.ParameterException e) {
    if (!(e.getArgSpec() instanceof OptionSpec option)
        || !option.typeInfo().isEnum()
        || e.getValue() == null) {
      return Optional.empty();
    }
    String known =
        option.typeInfo().getEnumConstantNames().stream()
            .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));
    return Optional.of(
        "%s: expected one of %s, found '%s'".formatted(option.longestName(), known, e.getValue()));
  }

  static int execution(Exception e, CommandLine command, ParseResult parsed) {
    if (AtExit.hasBegun()) {
      return interruption(e, command);
    }
    if (((Main) command.getCommandSpec().root().userObject()).debug()) {
      e.printStackTrace(command.getErr());
    }
    if (e instanceof InvalidPathException path) {
      command.getErr().println("sotto: " + unreadable(path.getInput()));
      return SottoException.Code.BAD_INPUT.exitCode();
    }
    if (e instanceof SottoException known) {
      command.getErr().println("sotto: " + oneLine(known.getMessage()));
      return known.code().exitCode();
    }
    command
        .getErr()
        .println(
            "sotto: internal error: "
                + oneLine(e.toString())
                + "; run again with --debug and report the trace");
    return SottoException.Code.INTERNAL.exitCode();
  }

  /**
   * Says that Java has no bytes for a name, or read others into it: it takes names of files and
   * arguments in the encoding of the locale.
   */
  static String unreadable(String name) {
    return oneLine(name)
        + ": cannot be the name of a file in this locale; set LC_ALL=C.UTF-8, and rename files whose"
        + " names are not UTF-8";
  }

  /**
   * The exit code where results could not be printed: that of the command if it failed anyway; that
   * of a program which the system ended for writing to nobody; or 1 and a line.
   */
  static int unprinted(IOException e, int exitCode, PrintWriter err) {
    if (SafeText.isBrokenPipe(e)) {
      return exitCode == 0 ? BROKEN_PIPE : exitCode;
    }
    err.println("sotto: standard output: cannot be written: " + oneLine(e.getMessage()));
    return exitCode == 0 ? SottoException.Code.INTERNAL.exitCode() : exitCode;
  }

  /** Files vanish under a command that is ended; only what it says of the interruption counts. */
  private static int interruption(Exception e, CommandLine command) {
    if (e instanceof SottoException known && known.code() == SottoException.Code.INTERRUPTED) {
      LastWord.say(command.getErr(), oneLine(known.getMessage()));
    }
    return SottoException.Code.INTERRUPTED.exitCode();
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
