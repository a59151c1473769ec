package dev.sotto.eval.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.export.optimum.OptimumLayout;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.shape.EvaluatedNode;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inferred shapes and FLOPs against what ONNX Runtime's profiler saw when it ran the same call. */
class FlopCounterTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fixtures/a01-optimum-op18",
        "fixtures/a03-optimum-op20",
        "fixtures/a07-optimum-real-dims",
        "fixtures/a10-pruned-uniform",
        "fixtures/a11-pruned-free",
        "fixtures/b01-optimum1.13-bmm",
        "fixtures/e01-dynamo-op18",
        "fixtures/f06-external-data",
        "models/tiny.en"
      })
  void countsWhatTheRuntimeRunsInAnEncoder(String name) throws Exception {
    Path export = SharedFiles.shared(name);
    WhisperConfig config = WhisperConfig.read(export);
    compare(
        OnnxModel.read(export.resolve("encoder_model.onnx")),
        Map.of("input_features", ShapedValue.ofShape(1, config.melBins(), config.windowFrames())));
  }

  @ParameterizedTest
  @CsvSource({
    "fixtures/a01-optimum-op18, decoder_model",
    "fixtures/a01-optimum-op18, decoder_model_merged",
    "fixtures/a02-optimum-op14, decoder_model_merged",
    "fixtures/a05-optimum-nopast, decoder_model",
    "fixtures/a10-pruned-uniform, decoder_model_merged",
    "fixtures/a11-pruned-free, decoder_model_merged",
    "fixtures/b01-optimum1.13-bmm, decoder_model_merged",
    "fixtures/b02-optimum1.21-cache-position, decoder_model_merged",
    "fixtures/b03-optimum1.26-sdpa-scale, decoder_model",
    "fixtures/f07-onnxslim, decoder_model_merged",
    "models/tiny.en, decoder_model_merged"
  })
  void countsWhatTheRuntimeRunsInTheFirstDecoderCall(String name, String file) throws Exception {
    decoder(name, file, 4, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "fixtures/a01-optimum-op18, decoder_with_past_model",
    "fixtures/a01-optimum-op18, decoder_model_merged",
    "fixtures/a02-optimum-op14, decoder_model_merged",
    "fixtures/a04-optimum-untied, decoder_with_past_model",
    "fixtures/a06-optimum-eager, decoder_with_past_model",
    "fixtures/a08-optimum-cross-attentions, decoder_with_past_model",
    "fixtures/a09-optimum-O2, decoder_with_past_model",
    "fixtures/a10-pruned-uniform, decoder_model_merged",
    "fixtures/a11-pruned-free, decoder_model_merged",
    "fixtures/b01-optimum1.13-bmm, decoder_model_merged",
    "fixtures/b02-optimum1.21-cache-position, decoder_model_merged",
    "fixtures/f07-onnxslim, decoder_model_merged",
    "fixtures/f08-onnxsim, decoder_with_past_model",
    "models/tiny.en, decoder_model_merged"
  })
  void countsWhatTheRuntimeRunsInACachedCall(String name, String file) throws Exception {
    decoder(name, file, 1, 4);
    decoder(name, file, 1, 19);
  }

  /** Smaller numbers need as many of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {"f02-int8-dynamic", "f03-int8-qdq", "f04-int4-matmulnbits", "f05-int4-qdq"})
  void countsAQuantisedEncoderLikeADenseOne(String name) {
    assertEquals(encoderFlops("a01-optimum-op18"), encoderFlops(name));
  }

  private static long encoderFlops(String name) {
    OnnxModel model =
        OnnxModel.read(SharedFiles.shared("fixtures/" + name + "/encoder_model.onnx"));
    ShapeInference.Walk walk =
        new ShapeInference(model.file(), model.graph())
            .walk(Map.of("input_features", ShapedValue.ofShape(1, 80, 120)));
    return FlopCounter.count(model.graph(), walk).stream().mapToLong(NodeFlops::flops).sum();
  }

  private void decoder(String name, String file, int tokens, int past) throws Exception {
    Path export = SharedFiles.shared(name);
    WhisperConfig config = WhisperConfig.read(export);
    OnnxModel model = OnnxModel.read(export.resolve(file + ".onnx"));
    compare(
        model,
        new DecoderCall(tokens, past, config.maxSourcePositions())
            .inputs(model, new OptimumLayout(), config));
  }

  private void compare(OnnxModel model, Map<String, ShapedValue> inputs) throws Exception {
    RuntimeProfile profile = RuntimeProfile.run(model.file(), inputs, folder);
    ShapeInference.Walk walk = new ShapeInference(model.file(), model.graph()).walk(inputs);
    List<NodeFlops> counted = FlopCounter.count(model.graph(), walk);

    long products = profile.kernels().stream().filter(k -> RuntimeProfile.flops(k) > 0).count();
    assertTrue(products > 10, "the profiler saw " + products);
    assertEquals(products, counted.size());
    assertEquals(profile.flops(), counted.stream().mapToLong(NodeFlops::flops).sum());

    Map<String, Long> times =
        profile.kernels().stream()
            .collect(Collectors.groupingBy(RuntimeProfile.Kernel::node, Collectors.counting()));
    Map<String, EvaluatedNode> inferred = new HashMap<>();
    walk.nodes().forEach(node -> inferred.put(node.node().name(), node));
    int compared = 0;
    for (RuntimeProfile.Kernel kernel : profile.kernels()) {
      EvaluatedNode node = inferred.get(kernel.node());
      if (node == null || times.get(kernel.node()) > 1 || kernel.outputs().isEmpty()) {
        continue;
      }
      assertEquals(kernel.outputs().get(0), shape(node.outputs().get(0)), kernel::toString);
      compared++;
    }
    assertTrue(
        compared > 0.9 * profile.kernels().size(),
        compared + " of " + profile.kernels().size() + " nodes could be compared");
  }

  private static List<Long> shape(ShapedValue value) {
    return Arrays.stream(value.shape()).boxed().toList();
  }
}
