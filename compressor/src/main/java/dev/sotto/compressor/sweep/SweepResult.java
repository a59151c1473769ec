package dev.sotto.compressor.sweep;

import dev.sotto.compressor.compress.Compression.Found;
import dev.sotto.compressor.compress.CompressionResult;
import dev.sotto.compressor.compress.Probe;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.Cost;
import dev.sotto.compressor.search.FileBytes;
import dev.sotto.compressor.search.StandardFlops;
import dev.sotto.compressor.search.WerCeiling;
import dev.sotto.compressor.search.WindowMillis;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.models.SottoException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a sweep found.
 *
 * @param measure what the shares are of
 * @param dense the evaluation of the model that all came from
 * @param points in the order of the shares
 * @param ceiling for the largest share that is told
 */
public record SweepResult(
    Cost measure, EvalResult dense, List<SweepPoint> points, WerCeiling ceiling) {
  public SweepResult {
    points = List.copyOf(points);
  }

  /**
   * Compares what was tried.
   *
   * @throws SottoException if no budget gave a model
   */
  public static SweepResult of(Cost measure, List<Probe<Budget>> probes, WerCeiling ceiling) {
    EvalResult dense =
        probes.stream()
            .flatMap(probe -> probe.found().stream())
            .findFirst()
            .map(found -> found.result().dense())
            .orElseThrow(() -> SottoException.checkFailed(probes.get(0).refusal()));
    List<SweepPoint> points =
        probes.stream()
            .map(probe -> new SweepPoint(probe, isDominated(probe, dense, probes, cost(measure))))
            .toList();
    return new SweepResult(measure, dense, points, ceiling);
  }

  private static boolean isDominated(
      Probe<Budget> probe, EvalResult dense, List<Probe<Budget>> all, ModelCost cost) {
    if (!SweepPoint.isSound(probe)) {
      return false;
    }
    EvalResult own = probe.found().orElseThrow().result().compressed();
    Stream<EvalResult> others =
        all.stream()
            .filter(SweepPoint::isSound)
            .flatMap(other -> other.found().stream())
            .map(Found::result)
            .map(CompressionResult::compressed);
    return Stream.concat(Stream.of(dense), others)
        .anyMatch(better -> SweepPoint.beats(better, own, cost));
  }

  /** What a drawing shows of the models where shares are of {@code measure}. */
  private static ModelCost cost(Cost measure) {
    if (measure instanceof StandardFlops) {
      return ModelCost.FLOPS;
    }
    if (measure instanceof FileBytes) {
      return ModelCost.SIZE;
    }
    return measure instanceof WindowMillis ? ModelCost.WINDOW_TIME : ModelCost.PARAMETERS;
  }

  /** What the points are drawn and compared by, beside their error rate. */
  public ModelCost cost() {
    return cost(measure);
  }

  /** The smallest of the models that do not loop and are below the ceiling. */
  public Optional<SweepPoint> largest() {
    return points.stream()
        .filter(point -> point.probe().holds(ceiling))
        .min(
            Comparator.comparingDouble(
                point -> cost().of(point.result().orElseThrow().compressed()).orElseThrow()));
  }
}
