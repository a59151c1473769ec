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
 * square. What all cost is taken for the sum.
 */
final class FormatSearch {
  /** What nodes and names take more than those that they replace, for each weight. */
  private static final long RESERVE_PER_ROLE = 512;

  private final WhisperModel model;
  private final List<FormatUnit> units;

  private final Supplier<UnitCosts> measured;

  private FormatSearch(WhisperModel model, Supplier<UnitCosts> measured) {
    this.model = model;
    this.units = FormatUnit.of(model);
    this.measured = measured;
  }

  /**
   * Takes what formats cost from {@code measured}, once it is needed.
   *
   * @throws SottoException with code USAGE if there is no speech to measure on
   */
  static FormatSearch of(
      WhisperModel model, FormatRequest request, Optional<Supplier<UnitCosts>> measured) {
    if (measured.isEmpty()) {
      request.checkSilent();
    }
    return new FormatSearch(model, measured.orElseThrow());
  }

  /**
   * The formats of all roles.
   *
   * @param limit bytes of the graphs
   * @throws SottoException with code CHECK_FAILED if nothing is as small as that; then nothing is
   *     measured
   */
  Map<String, NumberFormat> within(long limit) {
    long rest = rest();
    long least = rest + smallest();
    if (least > limit) {
      throw tooSmall(limit, least);
    }
    return formats(choices().within(limit - rest).orElseThrow(() -> tooSmall(limit, least)));
  }

  private static SottoException tooSmall(long limit, long least) {
    return SottoException.checkFailed(
        String.format(
            Locale.ROOT,
            "nothing is as small as %.3f MB: the smallest formats leave %.3f MB",
            limit / 1e6,
            least / 1e6));
  }

  private long smallest() {
    return units.stream()
        .mapToLong(unit -> unit.ladder().stream().mapToLong(unit::bytes).min().orElse(0))
        .sum();
  }

  /**
   * The formats of all roles.
   *
   * @param bound nats that all may cost
   * @throws SottoException with code CHECK_FAILED if the largest formats cost more
   */
  Map<String, NumberFormat> below(double bound) {
    Knapsack choices = choices();
    return formats(
        choices
            .below(bound)
            .orElseThrow(
                () ->
                    SottoException.checkFailed(
                        String.format(
                            Locale.ROOT,
                            "nothing costs as little as %.2g nats: the best formats cost %.2g",
                            bound,
                            choices.leastCost()))));
  }

  private Knapsack choices() {
    Map<String, Double> nats = measured.get().nats();
    return new Knapsack(units.stream().map(unit -> forms(unit, nats.get(unit.name()))).toList());
  }

  private Map<String, NumberFormat> formats(int[] chosen) {
    Map<String, NumberFormat> formats = new TreeMap<>();
    model.weights().keySet().forEach(role -> formats.put(role, new HalfFormat()));
    for (int i = 0; i < chosen.length; i++) {
      FormatUnit unit = units.get(i);
      NumberFormat format = unit.ladder().get(chosen[i]);
      unit.matrices().forEach(one -> formats.put(one.role(), format));
    }
    return formats;
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

  private static List<Knapsack.Form> forms(FormatUnit unit, double divergence) {
    double reference = noise(unit, unit.reference());
    return unit.ladder().stream()
        .map(
            format ->
                new Knapsack.Form(unit.bytes(format), divergence * noise(unit, format) / reference))
        .toList();
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
