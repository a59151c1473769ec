package dev.sotto.compressor.quantize;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.search.StoredBytes;
import dev.sotto.eval.cost.ExportBytes;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.Progress;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.HalfFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.weights.LogicalWeight;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the formats that cost least of what fits a size. What a unit costs in one format is
 * measured on speech, as the divergence of what the model says; in the others it is that times the
 * ratio of their noise, as a small change costs by its square. Then, starting from the largest
 * formats, the unit that costs least for a byte goes down, until all fit.
 */
record FormatSearch(WhisperModel model, List<FormatUnit> units) {
  /** What nodes and names take more than those that they replace, for each weight. */
  private static final long RESERVE_PER_ROLE = 512;

  /**
   * The formats of all roles.
   *
   * @param limit bytes of the graphs
   * @throws SottoException with code CHECK_FAILED if nothing is as small as that
   */
  Map<String, NumberFormat> within(long limit, List<CalibrationClip> clips, Progress progress) {
    Map<FormatUnit, Double> divergences = FormatSensitivity.measure(model, units, clips, progress);
    Map<FormatUnit, Integer> rungs = new HashMap<>();
    units.forEach(unit -> rungs.put(unit, 0));
    Map<FormatUnit, double[]> costs = new HashMap<>();
    units.forEach(unit -> costs.put(unit, costs(unit, divergences.get(unit))));
    long bytes = rest() + units.stream().mapToLong(unit -> bytes(unit, 0)).sum();
    while (bytes > limit) {
      FormatUnit cheapest = null;
      int to = 0;
      double least = Double.POSITIVE_INFINITY;
      for (FormatUnit unit : units) {
        int from = rungs.get(unit);
        for (int lower = from + 1; lower < unit.ladder().size(); lower++) {
          double saved = bytes(unit, from) - (double) bytes(unit, lower);
          double price = (costs.get(unit)[lower] - costs.get(unit)[from]) / saved;
          if (price < least) {
            cheapest = unit;
            to = lower;
            least = price;
          }
        }
      }
      if (cheapest == null) {
        throw SottoException.checkFailed(
            String.format(
                Locale.ROOT,
                "nothing is as small as %.3f MB: blocks of 4 bits leave %.3f MB",
                limit / 1e6,
                bytes / 1e6));
      }
      bytes -= bytes(cheapest, rungs.get(cheapest)) - bytes(cheapest, to);
      rungs.put(cheapest, to);
    }
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
  private static double noise(FormatUnit unit, BlockFormat format) {
    double noise = 0;
    for (LogicalWeight matrix : unit.matrices()) {
      Tensor numbers = matrix.logical();
      QuantizedMatrix rounded = QuantizedMatrix.nearest(numbers, format, new float[0]);
      noise += QuantizedMatrix.noise(numbers, rounded.numbers(matrix.role()));
    }
    return noise;
  }
}
