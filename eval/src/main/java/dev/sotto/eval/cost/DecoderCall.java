package dev.sotto.eval.cost;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.HashMap;
import java.util.List;
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
  static final String ENCODER_OUTPUT = "encoder_hidden_states";

  /**
   * What each input that a caller of {@code decoder} gives holds in this call, by name. Some
   * exporters list the weights among the inputs; those have their value already.
   */
  Map<String, ShapedValue> inputs(OnnxModel decoder, WhisperConfig config) {
    Map<String, ShapedValue> inputs = new HashMap<>();
    for (ValueInfo input : decoder.graph().inputs()) {
      if (decoder.graph().initializer(input.name()).isEmpty()) {
        inputs.put(input.name(), input(decoder, input, config));
      }
    }
    return inputs;
  }

  private ShapedValue input(OnnxModel decoder, ValueInfo input, WhisperConfig config) {
    String name = input.name();
    if (name.startsWith("past_key_values.")) {
      return cache(decoder, input, config);
    }
    return switch (name) {
      case "input_ids" -> ShapedValue.ofShape(1, tokens);
      case ENCODER_OUTPUT -> ShapedValue.ofShape(1, frames, size(input, 2, config.modelDim()));
      case "use_cache_branch" -> ShapedValue.list(past > 0 ? 1 : 0);
      case "cache_position" ->
          ShapedValue.list(LongStream.range(past, (long) past + tokens).toArray());
      default ->
          throw SottoException.badInput(
              decoder.file(), "has the input " + name + ", which no Whisper decoder has");
    };
  }

  /**
   * [1, H heads, P or S, K head size]; a pruned layer declares heads of its own, at the latest on
   * the output that becomes this input.
   */
  private ShapedValue cache(OnnxModel decoder, ValueInfo input, WhisperConfig config) {
    ValueInfo present = present(decoder, input);
    int heads = config.decoder().heads();
    long length = input.name().contains(".encoder.") ? frames : past;
    return ShapedValue.ofShape(
        1,
        size(input, 1, size(present, 1, heads)),
        length,
        size(input, 3, size(present, 3, config.modelDim() / heads)));
  }

  private static ValueInfo present(OnnxModel decoder, ValueInfo past) {
    String name = past.name().replaceFirst("^past_key_values", "present");
    return decoder.graph().outputs().stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElse(past);
  }

  private static long size(ValueInfo input, int axis, long unlessDeclared) {
    List<ValueInfo.Dim> dims = input.shape().orElse(List.of());
    return axis < dims.size() && dims.get(axis) instanceof ValueInfo.Dim.Size size
        ? size.value()
        : unlessDeclared;
  }
}
