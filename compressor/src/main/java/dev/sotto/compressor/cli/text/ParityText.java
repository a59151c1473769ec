package dev.sotto.compressor.cli.text;

import dev.sotto.compressor.verify.Parity;
import dev.sotto.compressor.verify.RoundingCheck;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A parity check as a table. */
public final class ParityText {
  private ParityText() {}

  private static String tolerances(Parity parity) {
    return parity.measurements().stream()
        .map(Parity.Measurement::tolerance)
        .distinct()
        .map(tolerance -> String.format(Locale.ROOT, "%.0e", tolerance))
        .collect(Collectors.joining(" or "));
  }

  /** What rounding changed, as a table. */
  public static void print(RoundingCheck.Found rounding, PrintWriter out) {
    out.printf(
        "%n%-55s %-10s %10s  %s%n", "floats || rounded", "optimised", "KL, nats", "most likely");
    for (RoundingCheck.Change change : rounding.changes()) {
      out.printf(
          Locale.ROOT,
          "%-55s %-10s %10.5f  same after %d of %d tokens%n",
          change.form(),
          change.level().name().toLowerCase(Locale.ROOT),
          change.divergence(),
          change.same(),
          change.tokens());
    }
    rounding.decibels().entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .ifPresent(
            least ->
                out.printf(
                    Locale.ROOT,
                    "Signal-to-noise ratio of %d matrices at least %.1f dB (%s); --json has each.%n",
                    rounding.decibels().size(),
                    least.getValue(),
                    least.getKey()));
    out.flush();
  }

  public static void print(Parity parity, PrintWriter out) {
    out.printf(
        "%-55s %-10s %10s %10s  %s%n", "removed == zeroed", "optimised", "encoder", "logits", "");
    for (Parity.Measurement measurement : parity.measurements()) {
      out.printf(
          Locale.ROOT,
          "%-55s %-10s %10.1e %10.1e  %s%n",
          measurement.form(),
          measurement.level().name().toLowerCase(Locale.ROOT),
          measurement.encoderDifference(),
          measurement.logitsDifference(),
          measurement.holds()
              ? "equal"
              : measurement.failure().orElse("differs by more than " + measurement.tolerance()));
    }
    out.println("Largest absolute differences; that of logits may be " + tolerances(parity) + ".");
    out.flush();
  }
}
