package dev.sotto.compressor.quantize;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.Quantize;
import dev.sotto.models.plan.ReplaceWeights.Source;
import dev.sotto.models.plan.ReplaceWeights.Stored;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.safetensors.SafetensorsWriter;
import dev.sotto.models.whisper.Roles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes the edit that quantises a model.
 *
 * @param costs what units cost on speech, if formats are chosen by that
 */
public record Quantizer(FormatRequest formats, UnitCosts.Source costs, Progress progress) {

  /**
   * Rounds linear layers by what they read of speech, and all else to what is nearest. Without
   * speech, and in a model with thin factors, which are no layers that calibration can follow, all
   * becomes what is nearest.
   *
   * @param speech gives clips with the tokens that force the decoder, if it is asked
   * @param blocks where to write what speech chose, beside the plan
   * @throws SottoException if a format cannot be had or the speech not be used
   */
  public Quantize edit(
      WhisperModel model, Optional<Supplier<List<CalibrationClip>>> speech, Path blocks) {
    boolean thin = model.weights().keySet().stream().anyMatch(Roles::isFactor);
    if (thin && formats.listens()) {
      throw SottoException.usage(
          "what formats cost on speech cannot be told of a model with thin factors; expected"
              + " formats, found '"
              + formats.label()
              + "'");
    }
    Optional<Supplier<List<CalibrationClip>>> clips =
        speech.filter(given -> !thin).map(Quantizer::once);
    Map<String, NumberFormat> chosen =
        formats.choose(model, clips.map(heard -> () -> costs.of(model, heard.get(), progress)));
    Map<String, Tensor> rounded =
        clips
            .map(
                heard ->
                    CalibratedRounding.round(
                        chosen, ModelSizes.of(model), Parameters.of(model), heard.get(), progress))
            .orElse(Map.of());
    if (rounded.isEmpty()) {
      return new Quantize(chosen, Optional.empty());
    }
    SafetensorsWriter.write(blocks, rounded, Map.of());
    Source source = new Stored(blocks, FileIdentity.of(blocks));
    return new Quantize(chosen, Optional.of(source));
  }

  /** Clips that are heard when they are first needed: a size may be refused without them. */
  private static Supplier<List<CalibrationClip>> once(Supplier<List<CalibrationClip>> speech) {
    return new Supplier<>() {
      private List<CalibrationClip> heard;

      @Override
      public List<CalibrationClip> get() {
        if (heard == null) {
          heard = speech.get();
        }
        return heard;
      }
    };
  }
}
