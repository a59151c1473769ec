package dev.sotto.compressor.cli;

import dev.sotto.models.SottoException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Turns every failure into one line and an exit code; {@code --debug} adds the stack trace. */
final class Failures {
  private Failures() {}

  static int usage(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("sotto: " + oneLine(e.getMessage()) + "; see '" + name + " --help'");
    return SottoException.Code.USAGE.exitCode();
  }

  static int execution(Exception e, CommandLine command, ParseResult parsed) {
    if (((Main) command.getCommandSpec().root().userObject()).debug()) {
      e.printStackTrace(command.getErr());
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

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
