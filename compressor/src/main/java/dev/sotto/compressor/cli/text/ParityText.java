package dev.sotto.compressor.cli.text;

import dev.sotto.compressor.verify.Parity;
import java.io.PrintWriter;
import java.util.Locale;
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
