package dev.sotto.eval.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis with round ticks.
 *
 * @param decimals that tell neighbouring ticks apart
 */
record Axis(double low, double high, List<Double> ticks, int decimals) {
  private static final int TICKS = 5;
  private static final int MOST_TICKS = 12;
  private static final int MOST_DECIMALS = 20;
  private static final double MARGIN = 0.12;
  private static final double ROUNDING = 1e-9;

  /** Figures that differ by less than this share of them are the same. */
  private static final double SAME = 1e-9;

  /** Figures whose least is below this share of their greatest are shown from zero. */
  private static final double FROM_ZERO = 0.4;

  Axis {
    ticks = List.copyOf(ticks);
  }

  /** An axis on which figures from {@code least} to {@code greatest}, none negative, have room. */
  static Axis covering(double least, double greatest) {
    double span = greatest - least;
    if (span <= greatest * SAME) {
      double room = greatest > 0 ? greatest * MARGIN : 1;
      return of(Math.max(0, least - room), greatest + room);
    }
    double low = least <= FROM_ZERO * greatest ? 0 : Math.max(0, least - MARGIN * span);
    return of(low, greatest + MARGIN * span);
  }

  private static Axis of(double low, double high) {
    double step = roundStep((high - low) / TICKS);
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step);
    for (long i = first; i * step <= high && ticks.size() < MOST_TICKS; i++) {
      ticks.add(i * step);
    }
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + ROUNDING));
    return new Axis(low, high, ticks, Math.min(decimals, MOST_DECIMALS));
  }

  /** The least of 1, 2, 5, 10, 20, 50 and so on that is at least {@code step}. */
  private static double roundStep(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    for (int digit : new int[] {1, 2, 5}) {
      if (digit * power >= step * (1 - ROUNDING)) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  /** Where a figure lies: 0 at the low end, 1 at the high end. */
  double position(double figure) {
    return (figure - low) / (high - low);
  }

  String label(double tick) {
    return String.format(Locale.ROOT, "%." + decimals + "f", tick);
  }
}
