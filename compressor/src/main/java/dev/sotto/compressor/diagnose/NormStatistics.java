package dev.sotto.compressor.diagnose;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.Results;
import java.util.Arrays;

/** Gathers the figures of one layer normalisation from what ONNX Runtime computes, clip by clip. */
final class NormStatistics {
  private final NormProbe probe;
  private final int width;
  private final NormScales scales;
  private final ChannelVariance variance;
  private final ClipSimilarity similarity = new ClipSimilarity();

  NormStatistics(NormProbe probe, WhisperConfig config) {
    this.probe = probe;
    this.width = config.modelDim();
    this.scales = new NormScales(probe.site().epsilon().orElseThrow(), width);
    this.variance = new ChannelVariance(width);
  }

  /**
   * Adds a clip.
   *
   * @param tokens how many rows hold sound or text; those behind are masked
   * @throws SottoException if a value is not finite
   */
  void add(Results results, int tokens) {
    float[] inputs = results.get(probe.input()).toFloats(); // [T, D]
    scales.add(inputs, tokens);
    float[] outputs = Arrays.copyOf(results.get(probe.output()).toFloats(), tokens * width);
    for (float value : outputs) {
      if (!Float.isFinite(value)) {
        throw SottoException.badInput(
            probe.site().name(),
            "gives " + value + ", which is no finite number; the model is damaged");
      }
    }
    variance.add(outputs, tokens);
    similarity.add(outputs);
  }

  /**
   * The figures over all clips.
   *
   * @param largestGain {@code ||gamma||_inf}
   */
  NormFigures figures(double largestGain, long seed) {
    PowerIteration.Estimate largest = similarity.largestEigenvalue(seed);
    return new NormFigures(
        probe.stack(),
        probe.site().name(),
        scales.capacity(largestGain),
        new NormActivity(
            variance.value(),
            similarity.meanCosine(),
            similarity.clips() / largest.value(),
            largest.converged()));
  }
}
