package dev.sotto.compressor.quantize;

import dev.sotto.compressor.search.StoredBytes;
import dev.sotto.eval.cost.ExportBytes;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.HalfFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.weights.LogicalWeight;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Finds the formats that cost least of what fits a size, or the smallest that cost no more than a
 * bound. What a unit costs in one format is measured on speech, as the divergence of what the model
 * says; in the others it is that times the ratio of their noise, as a small change costs by its
 * square. Then, starting from the largest formats, the unit that costs least for a byte goes down,
 * until all fit, or the bound is reached.
 */
final class FormatSearch {
  /** What nodes and names take more than those that they replace, for each weight. */
  private static final long RESERVE_PER_ROLE = 512;

  private final WhisperModel model;
  private final List<FormatUnit> units;

  /** What each unit costs in each format of its ladder, in nats. */
  private final Map<FormatUnit, double[]> costs = new HashMap<>();

  /** Which format of its ladder each has now. */
  private final Map<FormatUnit, Integer> rungs = new HashMap<>();

  private FormatSearch(WhisperModel model, UnitCosts measured) {
    this.model = model;
    this.units = FormatUnit.of(model);
    for (FormatUnit unit : units) {
      rungs.put(unit, 0);
      costs.put(unit, costs(unit, measured.nats().get(unit.name())));
    }
  }

  /**
   * Takes what formats cost from {@code measured}.
   *
   * @throws SottoException with code USAGE if there is no speech to measure on
   */
  static FormatSearch of(
      WhisperModel model, FormatRequest request, Optional<Supplier<UnitCosts>> measured) {
    if (measured.isEmpty()) {
      request.checkSilent();
    }
    return new FormatSearch(model, measured.orElseThrow().get());
  }

  /** A step of one unit down its ladder. */
  private record Down(FormatUnit unit, int to, double price) {}

  /**
   * The formats of all roles.
   *
   * @param limit bytes of the graphs
   * @throws SottoException with code CHECK_FAILED if nothing is as small as that
   */
  Map<String, NumberFormat> within(long limit) {
    long bytes = rest() + units.stream().mapToLong(unit -> bytes(unit, 0)).sum();
    while (bytes > limit) {
      long now = bytes;
      Down down =
          cheapest(Double.POSITIVE_INFINITY)
              .orElseThrow(
                  () ->
                      SottoException.checkFailed(
                          String.format(
                              Locale.ROOT,
                              "nothing is as small as %.3f MB: blocks of 4 bits leave %.3f MB",
                              limit / 1e6,
                              now / 1e6)));
      bytes -= bytes(down.unit, rungs.get(down.unit)) - bytes(down.unit, down.to);
      rungs.put(down.unit, down.to);
    }
    return formats();
  }

  /**
   * The formats of all roles.
   *
   * @param bound nats that all may cost
   * @throws SottoException with code CHECK_FAILED if the largest formats cost more
   */
  Map<String, NumberFormat> below(double bound) {
    double spent = units.stream().mapToDouble(unit -> costs.get(unit)[0]).sum();
    if (spent > bound) {
      throw SottoException.checkFailed(
          String.format(
              Locale.ROOT,
              "nothing costs as little as %.2g nats: blocks of 8 bits cost %.2g",
              bound,
              spent));
    }
    Optional<Down> down = cheapest(bound - spent);
    while (down.isPresent()) {
      FormatUnit unit = down.get().unit;
      spent += costs.get(unit)[down.get().to] - costs.get(unit)[rungs.get(unit)];
      rungs.put(unit, down.get().to);
      down = cheapest(bound - spent);
    }
    return formats();
  }

  /** The step that costs least for a byte of those that cost no more than {@code most}. */
  private Optional<Down> cheapest(double most) {
    Optional<Down> cheapest = Optional.empty();
    for (FormatUnit unit : units) {
      int from = rungs.get(unit);
      for (int lower = from + 1; lower < unit.ladder().size(); lower++) {
        double saved = bytes(unit, from) - (double) bytes(unit, lower);
        double cost = costs.get(unit)[lower] - costs.get(unit)[from];
        double price = cost / saved;
        if (cost <= most && price < cheapest.map(Down::price).orElse(Double.POSITIVE_INFINITY)) {
          cheapest = Optional.of(new Down(unit, lower, price));
        }
      }
    }
    return cheapest;
  }

  private Map<String, NumberFormat> formats() {
    Map<String, NumberFormat> formats = new TreeMap<>();
    model.weights().keySet().forEach(role -> formats.put(role, new HalfFormat()));
    rungs.forEach(
        (unit, rung) ->
            unit.matrices().forEach(one -> formats.put(one.role(), unit.ladder().get(rung))));
    return formats;
  }

  private static long bytes(FormatUnit unit, int rung) {
    return unit.bytes(unit.ladder().get(rung));
  }

  /** What is left when all weights of units are gone and all else is float16. */
  private long rest() {
    long bytes = ExportBytes.of(model.folder());
    for (LogicalWeight weight : model.weights().values()) {
      boolean inUnit = units.stream().anyMatch(unit -> unit.matrices().contains(weight));
      long perElement = inUnit ? Float.BYTES : Float.BYTES - Short.BYTES;
      bytes += RESERVE_PER_ROLE - StoredBytes.copies(weight) * perElement * weight.elements();
    }
    return bytes;
  }

  private static double[] costs(FormatUnit unit, double divergence) {
    double reference = noise(unit, unit.reference());
    return unit.ladder().stream()
        .mapToDouble(format -> divergence * noise(unit, format) / reference)
        .toArray();
  }

  /** The sum over matrices of what is lost of each. */
  private static double noise(FormatUnit unit, NumberFormat format) {
    double noise = 0;
    for (LogicalWeight matrix : unit.matrices()) {
      Tensor numbers = matrix.logical();
      noise += QuantizedMatrix.noise(numbers, format.nearest(numbers));
    }
    return noise;
  }
}
