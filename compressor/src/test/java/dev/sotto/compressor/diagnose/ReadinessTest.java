package dev.sotto.compressor.diagnose;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.StoredForm;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Part;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {
  private static final String ROLE = "encoder.layers.0.fc1.weight";

  @TempDir Path folder;

  private static LogicalWeight half() {
    Tensor tensor =
        new Tensor(
            "w",
            ElementType.FLOAT16,
            new long[] {1, 2},
            TensorData.of(ByteBuffer.allocate(2 * Short.BYTES)));
    Graph graph = new Graph("g", null);
    graph.putInitializer(tensor);
    Node node = new Node("", "", "MatMul", List.of("x", "w"), List.of("y"), Map.of());
    graph.nodes().add(node);
    return new LogicalWeight(
        ROLE,
        List.of(
            new WeightSite(
                Part.ENCODER, new Scope.Use(graph, node, 1), StoredForm.whole(tensor, true))));
  }

  @Test
  void oneWeightOfHalfPrecisionIsEnoughToRefuse() {
    Path export = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("export"));
    WhisperModel model = Exports.open(export).read();
    assertDoesNotThrow(() -> Readiness.check(model));
    Map<String, LogicalWeight> weights = new LinkedHashMap<>(model.weights());
    weights.put(ROLE, half());
    WhisperModel mixed =
        new WhisperModel(
            model.folder(),
            model.config(),
            model.files(),
            weights,
            model.blocks(),
            Map.of(),
            model.norms());
    SottoException e = assertThrows(SottoException.class, () -> Readiness.check(mixed));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(
        e.getMessage().contains("expected float32 weights, found FLOAT16 for " + ROLE),
        e.getMessage());
  }
}
