package dev.sotto.models.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sound files whose attentions are none: each is a place that does not match, and found in time.
 */
class EditedGraphTest {
  private static final int LEVELS = 60;
  private static final int LONG = 50_000;

  @TempDir Path folder;
  private Path export;
  private Path encoder;
  private OnnxModel model;
  private Graph graph;

  @BeforeEach
  void readAnEncoder() {
    export = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("export"));
    encoder = export.resolve("encoder_model.onnx");
    model = OnnxModel.read(encoder);
    graph = model.graph();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 2 1 9", "0 2 1 -1", "0 2 1", "0 2 1 1", "0 1 2 3 4"})
  void aTransposeOfOtherAxesIsAPlace(String perm) throws IOException {
    List<Long> axes = List.of(perm.split(" ")).stream().map(Long::valueOf).toList();
    attentionInput("Transpose").setAttribute("perm", new Attribute.Ints(axes));
    refused("whose axes are not its own");
  }

  @Test
  void aShapeOfRealNumbersIsAPlace() throws IOException {
    Tensor shape =
        new Tensor("real", ElementType.FLOAT, new long[] {4}, TensorData.ofFloats(0, -1, 2, 8));
    graph.putInitializer(shape);
    attentionInput("Reshape").setInput(1, "real");
    refused("in a way that is not understood");
  }

  @ParameterizedTest
  @CsvSource({
    "-5, in a way that is not understood",
    "9223372036854775807, disagree about the heads",
  })
  void aHeadCountThatIsNoneIsAPlace(long heads, String reason) throws IOException {
    Node reshape = attentionInput("Reshape");
    graph.putInitializer(Tensor.ofLongs("odd", 0, -1, heads, 8));
    reshape.setInput(1, "odd");
    refused(reason);
  }

  @Test
  void shapesOfShapesAreNotFollowedForEver() throws IOException {
    Node reshape = attentionInput("Reshape");
    int at = graph.nodes().indexOf(reshape);
    String below = reshape.input(1);
    for (int level = 0; level < LEVELS; level++) {
      String joined = "joined_" + level;
      graph
          .nodes()
          .add(
              at + level,
              new Node(
                  "",
                  "",
                  "Concat",
                  List.of(below, below),
                  List.of(joined),
                  Map.of("axis", new Attribute.Int(0))));
      below = joined;
    }
    reshape.setInput(1, below);
    refused("in a way that is not understood");
  }

  @Test
  void aLongWayThroughAnAttentionIsFollowedToItsEnd() throws IOException {
    Node softmax = first("Softmax");
    int at = graph.nodes().indexOf(softmax);
    String before = softmax.input(0);
    for (int step = 0; step < LONG; step++) {
      String next = "step_" + step;
      graph
          .nodes()
          .add(at + step, new Node("", "", "Identity", List.of(before), List.of(next), Map.of()));
      before = next;
    }
    softmax.setInput(0, before);
    write();
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Exports.open(export).read());
  }

  /** The first node of a type behind the query projection of the first attention. */
  private Node attentionInput(String operator) {
    Scope scope = Scope.of(graph);
    int softmax = scope.position(first("Softmax"));
    Node found = null;
    for (Node node : scope.nodes().subList(0, softmax)) {
      found = node.is(operator) ? node : found;
    }
    return found;
  }

  private Node first(String operator) {
    return Scope.of(graph).nodes().stream()
        .filter(node -> node.is(operator))
        .findFirst()
        .orElseThrow();
  }

  private void write() throws IOException {
    Path edited = folder.resolve("edited.onnx");
    model.write(edited);
    Files.move(edited, encoder, StandardCopyOption.REPLACE_EXISTING);
  }

  private void refused(String reason) throws IOException {
    write();
    SottoException e =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () -> assertThrows(SottoException.class, () -> Exports.open(export).read()));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }
}
