package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.Listener.Gathering;
import dev.sotto.models.SottoException;
import java.util.Arrays;
import java.util.List;

/** Gathers the figures of one layer normalisation from what ONNX Runtime computes, clip by clip. */
final class NormGathering implements Gathering<NormStatistics> {
  private final NormListener norm;
  private final int width;
  private final NormScales scales;
  private final ChannelVariance variance;
  private final ClipSimilarity similarity = new ClipSimilarity();

  NormGathering(NormListener norm) {
    this.norm = norm;
    this.width = norm.model().config().modelDim();
    this.scales = new NormScales(norm.site().epsilon().orElseThrow(), width);
    this.variance = new ChannelVariance(width);
  }

  /**
   * Adds a clip.
   *
   * @param values input and output [T, D]
   * @throws SottoException if a value is not finite
   */
  @Override
  public void add(CalibrationClip clip, List<float[]> values) {
    int rows = clip.rows(norm.probes().get(0).rows());
    scales.add(values.get(0), rows);
    float[] outputs = Arrays.copyOf(values.get(1), rows * width);
    for (float value : outputs) {
      if (!Float.isFinite(value)) {
        throw SottoException.badInput(
            norm.site().name(),
            "gives " + value + ", which is no finite number; the model is damaged");
      }
    }
    variance.add(outputs, rows);
    similarity.add(outputs);
  }

  @Override
  public NormStatistics result() {
    PowerIteration.Estimate largest = similarity.largestEigenvalue(norm.seed());
    return new NormStatistics(
        norm.stack(),
        norm.site().name(),
        scales.capacity(norm.largestGain()),
        new NormActivity(
            variance.value(),
            similarity.meanCosine(),
            similarity.clips() / largest.value(),
            largest.converged()));
  }
}
