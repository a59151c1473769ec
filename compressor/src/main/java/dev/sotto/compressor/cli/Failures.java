package dev.sotto.compressor.cli;

import dev.sotto.models.AtExit;
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
    if (AtExit.hasBegun()) {
      return interruption(e, command);
    }
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
