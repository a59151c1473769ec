package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/** One run of the command line inside the test, with what it printed. */
record CliRun(int exitCode, String out, String err) {

  static CliRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine(new PrintWriter(out), new PrintWriter(err))
            .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new CliRun(exitCode, out.toString(), err.toString());
  }

  CliRun ok() {
    assertEquals(0, exitCode, err);
    return this;
  }

  /** Asserts an exit code and a single line that contains {@code text}. */
  void failsWith(int expectedCode, String text) {
    assertEquals(expectedCode, exitCode, err + out);
    assertTrue(err.contains(text), err);
    assertEquals(1, err.lines().filter(line -> !line.isBlank()).count(), err);
    assertTrue(err.startsWith("sotto: "), err);
  }
}
