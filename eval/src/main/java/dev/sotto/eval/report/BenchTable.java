package dev.sotto.eval.report;

import dev.sotto.eval.measure.Bench;
import dev.sotto.eval.measure.Median;
import dev.sotto.eval.measure.Metric;
import dev.sotto.eval.measure.SavedMemory;
import dev.sotto.eval.result.Formats;
import dev.sotto.runtime.session.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** A bench as a table: medians with their range, and the ratio of two systems. */
public final class BenchTable {
  private static final String NOT_MEASURED = "only measured on Linux";

  private BenchTable() {}

  /**
   * One column of medians for each system, and with two systems one of their ratios.
   *
   * @param device on which it was done
   * @param work what was done, in words
   */
  public static Table of(Bench bench, Device device, String work) {
    boolean paired = bench.systems().size() == 2;
    List<List<String>> rows = new ArrayList<>();
    for (Metric figure : Metric.values()) {
      if (figure == Metric.DEVICE_MEMORY && device.equals(Device.CPU)) {
        continue;
      }
      List<String> row = new ArrayList<>();
      row.add(label(figure));
      for (int system = 0; system < bench.systems().size(); system++) {
        row.add(show(bench.median(system, figure), figure, format(figure)));
      }
      if (paired) {
        row.add(show(bench.ratio(0, 1, figure), figure, BenchTable::times));
      }
      rows.add(row);
    }
    rows.add(saved(bench, "peak memory without arena", SavedMemory::withoutArena));
    rows.add(saved(bench, "peak memory with --low-memory", SavedMemory::lowMemory));
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "Medians (least .. most) of %s rounds, each in a fresh process; memory that is saved is measured once."
            .formatted(bench.systems().get(0).size()));
    remarks.add(work);
    if (!device.equals(Device.CPU)) {
      remarks.add("On " + device.key() + "; its memory is the driver's count for the process.");
    }
    if (paired) {
      remarks.add(
          "Measured in turns; dense / candidate is the median of the rounds' ratios: above 1 the candidate is better.");
    }
    return new Table(
        paired ? List.of("", "dense", "candidate", "dense / candidate") : List.of("", "median"),
        rows,
        remarks);
  }

  private static List<String> saved(
      Bench bench, String label, Function<SavedMemory, OptionalLong> peak) {
    List<String> row = new ArrayList<>(List.of(label));
    List<OptionalLong> peaks = bench.saved().stream().map(peak).toList();
    for (OptionalLong bytes : peaks) {
      row.add(bytes.isPresent() ? Formats.bytes((double) bytes.getAsLong()) : NOT_MEASURED);
    }
    if (peaks.size() == 2) {
      row.add(
          peaks.stream().allMatch(OptionalLong::isPresent)
              ? times((double) peaks.get(0).getAsLong() / peaks.get(1).getAsLong())
              : NOT_MEASURED);
    }
    return row;
  }

  private static String label(Metric figure) {
    return switch (figure) {
      case LOAD -> "load";
      case ENCODER -> "encoder, one window";
      case FIRST_TOKEN -> "first token";
      case PER_TOKEN -> "each further token";
      case REAL_TIME_FACTOR -> "real-time factor";
      case PEAK_MEMORY -> "peak memory";
      case DEVICE_MEMORY -> "memory of the GPU";
    };
  }

  private static DoubleFunction<String> format(Metric figure) {
    return switch (figure) {
      case LOAD, ENCODER, FIRST_TOKEN, PER_TOKEN -> Formats::millis;
      case REAL_TIME_FACTOR -> Formats::factor;
      case PEAK_MEMORY, DEVICE_MEMORY -> Formats::bytes;
    };
  }

  private static String show(
      Optional<Median> median, Metric figure, DoubleFunction<String> format) {
    return median
        .map(m -> Stream.of(m.value(), m.low(), m.high()).map(format::apply).toArray())
        .map("%s (%s .. %s)"::formatted)
        .orElse(figure == Metric.DEVICE_MEMORY ? "the driver does not tell" : NOT_MEASURED);
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2fx", ratio);
  }
}
