package dev.sotto.eval.cost;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.DecoderPorts;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * One call of a decoder at batch 1.
 *
 * @param tokens T, how many are fed
 * @param past P, how many the cache holds; 0 for the first call
 * @param frames S, frames of the encoder's output
 */
record DecoderCall(int tokens, int past, long frames) {
  /** What each input that a caller of {@code decoder} gives holds in this call, by name. */
  Map<String, ShapedValue> inputs(OnnxModel decoder, ExportLayout layout, WhisperConfig config) {
    DecoderPorts ports = layout.decoderPorts(Declared.of(decoder.graph()));
    if (!ports.others().isEmpty()) {
      throw SottoException.badInput(
          decoder.file(),
          "has the input " + ports.others().get(0).name() + ", which no Whisper decoder has");
    }
    return ports.inputs(
        input -> ShapedValue.ofShape(1, tokens),
        input -> ShapedValue.ofShape(1, frames, input.size(2).orElse(config.modelDim())),
        input -> ShapedValue.list(past > 0 ? 1 : 0),
        input -> ShapedValue.list(LongStream.range(past, (long) past + tokens).toArray()),
        port -> ShapedValue.ofShape(port.shape(config, 1, port.isCross() ? frames : past)));
  }
}
