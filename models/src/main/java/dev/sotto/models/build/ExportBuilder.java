package dev.sotto.models.build;

import dev.sotto.models.export.optimum.OptimumNames;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.NewModel;
import dev.sotto.models.whisper.Part;
import java.nio.file.Path;

/** Writes the graphs of a new export. */
public final class ExportBuilder {
  /** The version of ONNX's operators that current exporters use, too. */
  private static final long OPSET = 18;

  private ExportBuilder() {}

  /**
   * Writes {@code encoder_model.onnx} and {@code decoder_model_merged.onnx} into {@code output},
   * and no other file.
   *
   * @throws dev.sotto.models.SottoException if a weight is missing, has another shape than the
   *     sizes ask for, or is left over, or if there is no room to write
   */
  public static void write(Sizes sizes, WeightSource weights, Frames frames, OutputFolder output) {
    Layers layers = new Layers(weights, sizes);
    NewModel encoder = new NewModel(EncoderGraph.build(layers, frames), OPSET);
    NewModel decoder = new NewModel(DecoderGraph.build(layers), OPSET);
    weights.checkAllUsed();
    encoder.write(file(output, Part.ENCODER));
    decoder.write(file(output, Part.DECODER_MERGED));
  }

  private static Path file(OutputFolder output, Part part) {
    return output.path().resolve(OptimumNames.fileName(part));
  }
}
