package dev.sotto.models.build;

import dev.sotto.models.OutputFolder;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.whisper.ExportFolder.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Map;

/** Writes the graphs of a Whisper in the Optimum layout. */
public final class ExportBuilder {
  /** What the exporter writes by default: LayerNormalization is one operator from 17 on. */
  private static final long OPSET = 18;

  private ExportBuilder() {}

  /**
   * Writes encoder and merged decoder.
   *
   * @param weights by role, float32, {@code [out, in]}; {@code proj_out.weight} is left out where
   *     it is tied to the embedding
   * @throws dev.sotto.models.SottoException if a weight is missing, of another type, or of a shape
   *     unlike the configuration's
   */
  public static void write(
      WhisperConfig config, Map<String, Tensor> weights, AudioLength length, OutputFolder output) {
    BuildWeights build = new BuildWeights(weights);
    write(new EncoderGraph(config, build, length).build(), Part.ENCODER, output);
    write(new DecoderGraph(config, build).build(), Part.DECODER_MERGED, output);
  }

  private static void write(Graph graph, Part part, OutputFolder output) {
    OnnxModel.write(graph, OPSET, output.path().resolve(part.fileName()));
  }
}
