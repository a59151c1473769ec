package dev.sotto.fuzz;

import dev.sotto.compressor.cli.Main;
import dev.sotto.fuzz.FuzzTarget.Outcome;
import dev.sotto.models.SottoException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/** Calls the product and tells sound answers from others. */
final class Answers {
  private static final int SAID_NO = SottoException.Code.CHECK_FAILED.exitCode();

  private Answers() {}

  /** A call that may refuse its input, by a {@link SottoException} and nothing else. */
  interface Call {
    void run();
  }

  static Outcome of(Call call) {
    try {
      call.run();
      return Outcome.ACCEPTED;
    } catch (SottoException e) {
      if (e.code() == SottoException.Code.INTERNAL || e.getMessage().isBlank()) {
        throw new AssertionError("an input was called an internal error", e);
      }
      return Outcome.REFUSED;
    }
  }

  /** One run of the command line, in process. */
  static Outcome ofCommand(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    int code = Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(words);
    String[] lines =
        err.toString()
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("sotto: warning"))
            .toArray(String[]::new);
    if (code == 0) {
      return Outcome.ACCEPTED;
    }
    boolean known = code == SAID_NO || code == SottoException.Code.BAD_INPUT.exitCode();
    if (!known || lines.length != 1 || !lines[0].startsWith("sotto: ")) {
      // Once more for the trace.
      String[] debug = Arrays.copyOf(words, words.length + 1);
      debug[words.length] = "--debug";
      Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(debug);
      throw new AssertionError("exit code " + code + " of " + String.join(" ", words) + "\n" + err);
    }
    return code == SAID_NO ? Outcome.ACCEPTED : Outcome.REFUSED;
  }
}
