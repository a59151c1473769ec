package dev.sotto.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewModelTest {
  private static final int WIDTH = 512;

  @TempDir Path folder;

  @Test
  void whatWasBuiltIsReadBack() {
    Graph built = graph("x");
    Path file = folder.resolve("model.onnx");
    new NewModel(built, 18).write(file);
    OnnxModel read = OnnxModel.read(file);
    assertEquals(Map.of("", 18L), FileHead.opsets(file));
    assertTrue(FileHead.producer(file).startsWith("sotto"));
    assertEquals(List.of(), read.externalFiles());
    same(built, read.graph());
  }

  @Test
  void weightsThatAreTooManyGoBesideTheFile() throws IOException {
    Graph built = graph("x");
    Path file = folder.resolve("model.onnx");
    new NewModel(built, 18).write(file, 0);
    OnnxModel read = OnnxModel.read(file);
    assertEquals(List.of(folder.resolve("model.onnx_data")), read.externalFiles());
    assertEquals(WIDTH * Float.BYTES, Files.size(folder.resolve("model.onnx_data")));
    same(built, read.graph());
  }

  /** Weights beside the file stay there when they change, and move up behind one another. */
  @Test
  void editedWeightsStayBesideTheFile() throws IOException {
    Graph built = graph("x");
    Tensor second = SmallExport.tensor("second", new Random(3), WIDTH, 2);
    built.putInitializer(second);
    new NewModel(built, 18).write(folder.resolve("model.onnx"), 0);
    OnnxModel read = OnnxModel.read(folder.resolve("model.onnx"));
    Tensor fewer = SmallExport.tensor("w", new Random(4), WIDTH / 2);
    read.graph().putInitializer(fewer);
    Path target = Files.createDirectory(folder.resolve("edited")).resolve("other.onnx");
    read.write(target);
    OnnxModel edited = OnnxModel.read(target);
    // The file keeps the name by which the model knows it.
    assertEquals(List.of(target.resolveSibling("model.onnx_data")), edited.externalFiles());
    assertEquals(
        (WIDTH / 2 + 2 * WIDTH) * Float.BYTES,
        Files.size(target.resolveSibling("model.onnx_data")));
    assertEquals(fewer, edited.graph().initializer("w").orElseThrow());
    assertEquals(second, edited.graph().initializer("second").orElseThrow());
  }

  @Test
  void anUnsoundGraphIsNotWritten() {
    Path file = folder.resolve("model.onnx");
    assertThrows(SottoException.class, () -> new NewModel(graph("absent"), 18).write(file));
    assertTrue(Files.notExists(file));
  }

  private static void same(Graph built, Graph read) {
    assertEquals(built.inputs(), read.inputs());
    assertEquals(built.outputs(), read.outputs());
    assertEquals(List.copyOf(built.initializers()), List.copyOf(read.initializers()));
    assertEquals(built.nodes().toString(), read.nodes().toString());
    Graph branch = read.nodes().get(0).subgraphs().get("then_branch");
    assertEquals("yes", branch.name());
    assertEquals(new Attribute.Ints(List.of(0L)), branch.nodes().get(0).attributes().get("perm"));
  }

  /** An If whose branches read a weight of the outer graph. */
  private static Graph graph(String condition) {
    Graph outer = new Graph("outer", null);
    outer.inputs().add(value("x", ElementType.BOOL, new Dim.Size(1)));
    outer.outputs().add(value("y", ElementType.FLOAT, new Dim.Symbol("width")));
    outer.putInitializer(
        new Tensor(
            "w", ElementType.FLOAT, new long[] {WIDTH}, TensorData.ofFloats(new float[WIDTH])));
    outer.putInitializer(Tensor.ofLongs("small", 1));
    outer
        .nodes()
        .add(
            new Node(
                "choice",
                "",
                "If",
                List.of(condition),
                List.of("y"),
                Map.of(
                    "then_branch", new Attribute.Subgraph(branch("yes", outer)),
                    "else_branch", new Attribute.Subgraph(branch("no", outer)))));
    return outer;
  }

  private static Graph branch(String name, Graph outer) {
    Graph branch = new Graph(name, outer);
    branch.outputs().add(value("z", ElementType.FLOAT, new Dim.Symbol("width")));
    branch
        .nodes()
        .add(
            new Node(
                "turn",
                "",
                "Transpose",
                List.of("w"),
                List.of("z"),
                Map.of("perm", new Attribute.Ints(List.of(0L)))));
    return branch;
  }

  private static ValueInfo value(String name, ElementType type, Dim... dims) {
    return new ValueInfo(name, Optional.of(type), Optional.of(List.of(dims)));
  }
}
