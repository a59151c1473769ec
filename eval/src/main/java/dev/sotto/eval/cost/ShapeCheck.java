package dev.sotto.eval.cost;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.shape.DeclaredShapes;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.whisper.Part;
import java.util.List;
import java.util.Map;

/**
 * Whether every graph of an export can be run as far as shapes tell, each of its branches, and
 * declares the shapes that a run has. Nothing is run and no weight is read.
 */
public final class ShapeCheck {
  private ShapeCheck() {}

  /**
   * Walks all graphs of {@code model}.
   *
   * @throws SottoException naming the first node that cannot run, or the first declaration that is
   *     wrong
   */
  public static void check(WhisperModel model) {
    OnnxModel encoder = model.files().get(Part.ENCODER);
    ShapedValue window =
        ShapedValue.ofShape(1, model.config().melBins(), model.config().windowFrames());
    ExportLayout layout = model.folder().layout();
    EncoderPorts ports = layout.encoderPorts(Declared.of(encoder.graph()));
    ShapeInference.Walk encoding = walk(encoder, Map.of(ports.features(), window));
    long frames = WhisperCost.frames(encoder, ports, encoding);
    DecoderCall prompt = new DecoderCall(WhisperCost.PROMPT_TOKENS, 0, frames);
    DecoderCall step = new DecoderCall(1, WhisperCost.PROMPT_TOKENS, frames);
    model
        .files()
        .forEach(
            (part, file) -> {
              if (part == Part.DECODER || part == Part.DECODER_MERGED) {
                walk(file, prompt.inputs(file, layout, model.config()));
              }
              if (part == Part.DECODER_WITH_PAST || part == Part.DECODER_MERGED) {
                walk(file, step.inputs(file, layout, model.config()));
              }
            });
  }

  private static ShapeInference.Walk walk(OnnxModel file, Map<String, ShapedValue> inputs) {
    ShapeInference.Walk walk = new ShapeInference(file.file(), file.graph()).walk(inputs);
    List<String> contradictions = DeclaredShapes.contradictions(file.graph(), walk);
    if (!contradictions.isEmpty()) {
      throw SottoException.badInput(file.file(), contradictions.get(0));
    }
    return walk;
  }
}
