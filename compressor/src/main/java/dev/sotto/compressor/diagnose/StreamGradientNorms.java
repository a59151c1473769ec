package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.torch.StreamGradients;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.features.LogMel;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How strongly the loss pulls at the residual stream before each layer normalisation (E. Lubana et
 * al., "Beyond BatchNorm", 2021: gradients at pre-normalisation outputs).
 *
 * @param loss mean over the clips of the cross-entropy of their tokens
 * @param norms by what the roles of the normalisation begin with, mean over the clips of the
 *     Euclidean norm of the gradient at the positions that are not masked
 */
public record StreamGradientNorms(double loss, Map<String, Double> norms) {
  public StreamGradientNorms {
    norms = Collections.unmodifiableMap(new LinkedHashMap<>(norms));
  }

  /**
   * Computes them in PyTorch, one clip at a time, at the length of a whole window, as the export
   * hears it.
   *
   * @throws dev.sotto.models.SottoException if the model cannot be trained, or memory does not
   *     suffice
   */
  static StreamGradientNorms of(
      WhisperModel model, List<CalibrationClip> clips, Progress progress) {
    WhisperConfig config = model.config();
    LogMel logMel = new LogMel(config.melBins());
    StreamGradients gradients = new StreamGradients(ModelSizes.of(model), Parameters.of(model));
    Map<String, Double> sums = new LinkedHashMap<>();
    double loss = 0;
    int done = 0;
    progress.report("gradients", 0, clips.size());
    for (CalibrationClip clip : clips) {
      loss +=
          gradients.of(
              clip.batch(logMel, config),
              (norm, gradient) -> {
                int tokens = norm.startsWith("encoder.") ? clip.positions() : clip.inputs().length;
                sums.merge(norm, norm(gradient, tokens * config.modelDim()), Double::sum);
              });
      progress.report("gradients", ++done, clips.size());
    }
    sums.replaceAll((norm, sum) -> sum / clips.size());
    return new StreamGradientNorms(loss / clips.size(), sums);
  }

  private static double norm(FloatBuffer gradient, int elements) {
    double squares = 0;
    for (int i = 0; i < elements; i++) {
      squares += (double) gradient.get(i) * gradient.get(i);
    }
    return Math.sqrt(squares);
  }
}
