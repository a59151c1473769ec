package dev.sotto.compressor.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.Quantize;
import dev.sotto.models.quantize.ChannelFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.rewrite.OutputProbe;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.session.Value;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ONNX Runtime computes on weights by channel, against loops that are written out. */
class DynamicProductTest {
  @TempDir Path folder;

  private OnnxModel encoder() {
    Path dense = SharedFiles.shared("fixtures/a01-optimum-op18");
    WhisperModel model = Exports.open(dense).read();
    Map<String, NumberFormat> formats = new TreeMap<>();
    model
        .weights()
        .forEach(
            (role, weight) -> {
              if (role.startsWith("encoder.layers.") && weight.shape().length == 2) {
                formats.put(role, new ChannelFormat());
              }
            });
    assertEquals(12, formats.size());
    Plan plan =
        new Plan(
            ExportRewriter.identities(model),
            HeadMode.FREE,
            Map.of(),
            List.of(new Quantize(formats, Optional.empty())));
    try (OutputFolder output = OutputFolder.create(folder.resolve("q"), false)) {
      ExportRewriter.apply(model, plan, output);
      output.complete();
    }
    return OnnxModel.read(folder.resolve("q/encoder_model.onnx"));
  }

  /** Rows of x, rounded to 8 bits by the range of all, times levels; summed in integers. */
  private static float[] naive(float[] x, byte[] levels, float[] scales) {
    float low = 0;
    float high = 0;
    for (float number : x) {
      low = Math.min(low, number);
      high = Math.max(high, number);
    }
    float step = (high - low) / 255;
    int zero = (int) Math.rint(-low / step);
    int columns = levels.length / scales.length;
    int rows = x.length / columns;
    float[] product = new float[rows * scales.length];
    for (int row = 0; row < rows; row++) {
      for (int out = 0; out < scales.length; out++) {
        int sum = 0;
        for (int column = 0; column < columns; column++) {
          int level = (int) Math.rint(x[row * columns + column] / step) + zero;
          sum += (Math.max(0, Math.min(255, level)) - zero) * levels[column * scales.length + out];
        }
        product[row * scales.length + out] = sum * (step * scales[out]);
      }
    }
    return product;
  }

  @ParameterizedTest
  @EnumSource(OptimizationLevel.class)
  void productsOfIntegersAreWhatTheFormatSays(OptimizationLevel level) {
    OnnxModel file = encoder();
    Graph graph = file.graph();
    Node product =
        graph.nodes().stream()
            .filter(node -> node.opType().equals("DynamicQuantizeMatMul"))
            .findFirst()
            .orElseThrow();
    OutputProbe probe = new OutputProbe(graph);
    String read = probe.expose(graph, product.input(0), ElementType.FLOAT);
    String made = probe.expose(graph, product.output(), ElementType.FLOAT);
    Tensor levels = graph.initializer(product.input(1)).orElseThrow();
    float[] scales = new float[(int) levels.shape()[1]];
    graph.initializer(product.input(2)).orElseThrow().bytes().asFloatBuffer().get(scales);
    byte[] bytes = new byte[(int) levels.elements()];
    levels.bytes().get(bytes);
    Path probed = folder.resolve("probed.onnx");
    file.write(probed);
    SessionSettings settings =
        SessionSettings.defaults().withIntraThreads(1).withOptimization(level);
    try (InferenceSession session = InferenceSession.open(probed, settings);
        Value input = Value.floats(FloatBuffer.wrap(Fixtures.logMel(0)), 1, 80, 120);
        Results results = session.run(Map.of("input_features", input), List.of(read, made))) {
      float[] expected = naive(results.get(read).toFloats(), bytes, scales);
      assertArrayEquals(expected, results.get(made).toFloats(), 1e-5f);
    }
  }
}
