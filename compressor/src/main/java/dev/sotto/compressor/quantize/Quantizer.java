package dev.sotto.compressor.quantize;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.Quantize;
import dev.sotto.models.plan.ReplaceWeights.Source;
import dev.sotto.models.plan.ReplaceWeights.Stored;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the edit that quantises a model. */
public record Quantizer(FormatRequest formats, Progress progress) {

  /**
   * Rounds each weight to what is nearest.
   *
   * @throws dev.sotto.models.SottoException if a format cannot be had
   */
  public Quantize nearest(WhisperModel model) {
    return new Quantize(formats.choose(model, Optional.empty(), progress), Optional.empty());
  }

  /**
   * Rounds linear layers by what they read of speech.
   *
   * @param clips with the tokens that force the decoder
   * @param blocks where to write the blocks, beside the plan
   * @throws dev.sotto.models.SottoException if a format cannot be had or the speech not be used
   */
  public Quantize calibrated(WhisperModel model, List<CalibrationClip> clips, Path blocks) {
    Map<String, NumberFormat> chosen = formats.choose(model, Optional.of(clips), progress);
    Map<String, Tensor> rounded =
        CalibratedRounding.round(
            chosen, ModelSizes.of(model), Parameters.of(model), clips, progress);
    if (rounded.isEmpty()) {
      return new Quantize(chosen, Optional.empty());
    }
    SafetensorsWriter.write(blocks, rounded, Map.of());
    Source source = new Stored(blocks, FileIdentity.of(blocks));
    return new Quantize(chosen, Optional.of(source));
  }
}
