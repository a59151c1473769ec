package dev.sotto.eval.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.natives.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The main class of the child.
 *
 * <p>It talks in lines. The first on standard input is a {@link MeasuringRequest} as JSON; then
 * {@value #ROUND} asks for a round of standard windows and {@value #FINISH} for the measurement.
 * Each line is answered by one line of JSON on standard output: that it is done, the measurement,
 * or what went wrong, which ends the child, as does the end of its input.
 */
public final class MeasuringProcess {
  static final String ROUND = "round";
  static final String FINISH = "finish";
  static final String ERROR = "error";
  static final String CODE = "code";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private MeasuringProcess() {}

  public static void main(String[] arguments) throws IOException {
    Signals.endCleanly();
    Signals.endWithParent();
    Locale.setDefault(Locale.ROOT);
    PrintStream results = System.out;
    // Audio decoders print to standard output now and then.
    System.setOut(System.err);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Measuring measuring = new Measuring(RequestJson.read(MAPPER.readTree(lines.readLine())))) {
      answer(results, JsonFiles.newObject());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(FINISH)) {
          answer(results, MeasurementJson.write(measuring.finish()));
          return;
        }
        measuring.round();
        answer(results, JsonFiles.newObject());
      }
    } catch (SottoException e) {
      answer(results, JsonFiles.newObject().put(ERROR, e.getMessage()).put(CODE, e.code().name()));
    }
  }

  private static void answer(PrintStream results, JsonNode json) throws IOException {
    results.write((MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8));
    results.flush();
  }
}
