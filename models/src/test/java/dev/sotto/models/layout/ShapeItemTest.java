package dev.sotto.models.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sizes that a Reshape is given, however they are put together. */
class ShapeItemTest {
  private final SmallGraph graph = new SmallGraph();

  @Test
  void aConstantGivesItsElements() {
    graph.longs("shape", 0, -1, 3, 4);
    assertEquals("0 -1 3 4", items("shape"));
    List<ShapeItem> items = list("shape").orElseThrow();
    assertEquals(2, items.get(2).element());
    assertEquals(List.of("shape"), values(items.get(2)));
  }

  @Test
  void castsAndIdentitiesAreFollowed() {
    Tensor narrow =
        new Tensor("narrow", ElementType.INT32, new long[] {2}, TensorData.ofLongs(8L | 9L << 32));
    graph.graph().putInitializer(narrow);
    graph.node("Identity", "same", "narrow");
    graph.node("Cast", "wide", "same");
    assertEquals("8 9", items("wide"));
    assertEquals(List.of("wide", "same", "narrow"), values(list("wide").orElseThrow().get(0)));
  }

  @Test
  void piecesAreJoined() {
    graph.input("x", "b", "t").longs("width", -1, 4).longs("zero", 0).scalar("heads", 3);
    graph.node("Shape", "sizes", "x");
    graph.node("Gather", "b", "sizes", "zero");
    graph.node("Unsqueeze", "batch", "b", "zero");
    graph.node("Unsqueeze", "one", "heads", "zero");
    graph.node("Concat", "shape", "batch", "width", "one", "batch");
    assertEquals("? -1 4 3 ?", items("shape"));
    ShapeItem heads = list("shape").orElseThrow().get(3);
    assertEquals(List.of("shape", "one", "heads"), values(heads));
    assertEquals(0, heads.element());
    assertEquals(1, list("shape").orElseThrow().get(2).element());
  }

  /** A slice or a gather of a list gives one size. */
  @Test
  void aComputedPieceIsOneSize() {
    graph.input("x", "b", "t").longs("zero", 0).longs("rest", 7, 8);
    graph.node("Shape", "sizes", "x");
    graph.node("Slice", "first", "sizes", "zero", "zero");
    graph.node("Concat", "shape", "first", "rest");
    assertEquals("? 7 8", items("shape"));
  }

  @Test
  void aFactorOfSomethingComputedIsKnownOnEitherSide() {
    graph.input("x", "b", "t").longs("zero", 0).scalar("heads", 3);
    graph.node("Shape", "sizes", "x");
    graph.node("Gather", "b", "sizes", "zero");
    graph.node("Mul", "left", "heads", "b");
    graph.node("Mul", "right", "b", "heads");
    graph.node("Mul", "neither", "b", "b");
    for (String product : List.of("left", "right", "neither")) {
      graph.node("Cast", product + "_cast", product);
      graph.node("Unsqueeze", product + "_list", product + "_cast", "zero");
    }
    graph.node("Concat", "shape", "left_list", "right_list", "neither_list");
    assertEquals("*3 *3 ?", items("shape"));
    List<String> path = values(list("shape").orElseThrow().get(1));
    assertEquals(List.of("shape", "right_list", "right_cast", "right", "heads"), path);
  }

  @Test
  void aListIsNoSize() {
    graph.longs("two", 1, 2).longs("zero", 0).input("x", "b");
    graph.node("Unsqueeze", "list", "two", "zero");
    graph.node("Concat", "shape", "list", "two");
    assertEquals("? 1 2", items("shape"));
    graph.node("Unsqueeze", "given", "x", "zero");
    graph.node("Concat", "other", "given", "two");
    assertEquals("? 1 2", items("other"));
  }

  @Test
  void whatNumbersItHasCannotBeTold() {
    graph.input("x", "b", "t");
    assertEquals(Optional.empty(), list("x"));
    graph.node("Shape", "sizes", "x");
    assertEquals(Optional.empty(), list("sizes"));
  }

  @Test
  void whatIsNoShapeIsNone() {
    graph.weight("real", 4).longs("negative", 0, -2).longs("many", new long[17]);
    graph.longs("most", new long[16]);
    assertEquals(Optional.empty(), list("real"));
    assertEquals(Optional.empty(), list("negative"));
    assertEquals(Optional.empty(), list("many"));
    assertEquals(16, list("most").orElseThrow().size());
    graph.node("Concat", "joined", "real", "most");
    assertEquals(Optional.empty(), list("joined"));
  }

  @Test
  void shapesOfShapesOfShapesAreNone() {
    graph.longs("one", 1);
    graph.node("Concat", "inner", "one", "one");
    graph.node("Concat", "outer", "inner", "one");
    graph.node("Concat", "outermost", "outer", "one");
    assertEquals("1 1 1", items("outer"));
    assertEquals(Optional.empty(), list("outermost"));
  }

  /** Sixteen hops, from the Reshape to what a node reads, are more than any exporter needs. */
  @Test
  void aLongWayIsNotFollowed() {
    graph.longs("start", 5);
    String below = "start";
    for (int hop = 1; hop <= 16; hop++) {
      graph.node("Identity", "hop" + hop, below);
      below = "hop" + hop;
    }
    assertEquals("5", items("hop15"));
    assertEquals(Optional.empty(), list("hop16"));
  }

  @Test
  void moreThanSixteenPiecesAreNone() {
    graph.longs("one", 1);
    graph.node("Concat", "most", names(16));
    graph.node("Concat", "more", names(17));
    assertEquals(16, list("most").orElseThrow().size());
    assertEquals(Optional.empty(), list("more"));
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(index -> "one").toArray(String[]::new);
  }

  /** What each item says; a question mark stands for what is computed. */
  private String items(String shape) {
    return String.join(
        " ",
        list(shape).orElseThrow().stream()
            .map(
                item ->
                    switch (item.kind()) {
                      case CONSTANT -> Long.toString(item.value());
                      case FACTOR -> "*" + item.value();
                      case COMPUTED -> "?";
                    })
            .toList());
  }

  private static List<String> values(ShapeItem item) {
    return item.path().stream().map(Scope.Use::value).toList();
  }

  private Optional<List<ShapeItem>> list(String shape) {
    Node reshape = graph.node("Reshape", "reshaped by " + shape, "x", shape);
    Optional<List<ShapeItem>> items = ShapeItem.of(graph.scope(), reshape);
    graph.graph().nodes().remove(reshape);
    return items;
  }
}
