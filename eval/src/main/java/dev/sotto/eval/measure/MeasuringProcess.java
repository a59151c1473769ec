package dev.sotto.eval.measure;

import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import dev.sotto.runtime.natives.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The main class of the child.
 *
 * <p>It talks in lines. The first on standard input is a {@link MeasuringRequest}; each one after
 * it is an {@link Order}. Each is answered by one line on standard output, an {@link Answer}, of
 * which one that something went wrong ends the child, as does the end of its input.
 */
public final class MeasuringProcess {
  private MeasuringProcess() {}

  /** What to do next: a round of standard windows, or all else and the end. */
  enum Order {
    ROUND,
    FINISH
  }

  /**
   * That it is done, or what went wrong.
   *
   * @param measured once all is done
   * @param message what went wrong if there is a problem
   */
  record Answer(Optional<Measurement> measured, Optional<Code> problem, String message) {
    private static final Answer DONE = new Answer(Optional.empty(), Optional.empty(), "");
  }

  public static void main(String[] arguments) throws IOException {
    Signals.endCleanly();
    Signals.endWithParent();
    Locale.setDefault(Locale.ROOT);
    PrintStream results = System.out;
    // Audio decoders print to standard output now and then.
    System.setOut(System.err);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Measuring measuring = new Measuring(Wire.read(lines.readLine(), MeasuringRequest.class))) {
      answer(results, Answer.DONE);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (Wire.read(line, Order.class) == Order.FINISH) {
          Measurement measured = measuring.finish();
          answer(results, new Answer(Optional.of(measured), Optional.empty(), ""));
          return;
        }
        measuring.round();
        answer(results, Answer.DONE);
      }
    } catch (SottoException e) {
      answer(results, new Answer(Optional.empty(), Optional.of(e.code()), e.getMessage()));
    }
  }

  private static void answer(PrintStream results, Answer answer) throws IOException {
    results.write((Wire.write(answer) + "\n").getBytes(StandardCharsets.UTF_8));
    results.flush();
  }
}
