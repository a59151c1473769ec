package dev.sotto.models.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SmallGraph;
import dev.sotto.models.export.HeadSite;
import dev.sotto.models.export.HeadSite.Measure;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Four heads of width 8 are left. */
class HeadCountRewriteTest {
  private static final BlockId ID =
      new BlockId(BlockId.Stack.DECODER, 0, BlockId.Kind.SELF_ATTENTION);

  private final SmallGraph small = new SmallGraph();
  private final Graph graph = small.graph();

  private void rewrite(HeadSite... sites) {
    HeadCountRewrite.setHeads(
        List.of(sites), new Block(ID, 4, 8, Block.ofHeads(ID)), new GraphEditor.PerGraph());
  }

  @Test
  void aShapeStatesTheHeadsOrAllTheirFeatures() {
    small.longs("heads", 0, 0, 6, 8).longs("features", 0, 0, 48);
    Node split = small.node("Reshape", "y", "x", "heads");
    Node joined = small.node("Reshape", "z", "y", "features");
    rewrite(
        new HeadSite.ShapeElement(List.of(new Use(graph, split, 1)), 2, Measure.HEADS),
        new HeadSite.ShapeElement(List.of(new Use(graph, joined, 1)), 2, Measure.FEATURES));
    assertArrayEquals(new long[] {0, 0, 4, 8}, graph.initializer("heads").orElseThrow().longs());
    assertArrayEquals(new long[] {0, 0, 32}, graph.initializer("features").orElseThrow().longs());
  }

  @Test
  void aDeclaredAxisIsSetWhereverItsValueIsDeclaredAndNowhereElse() {
    small.input("past", "b", 6, "t", 8).input("other", "b", 6, "t", 8).output("past", 1, 6, 1, 8);
    graph.values().add(SmallGraph.value("past", 2, 6, 2, 8));
    rewrite(new HeadSite.DeclaredAxis(graph, "past", 1, Measure.HEADS));
    assertEquals(
        List.of(
            SmallGraph.value("past", "b", 4, "t", 8), SmallGraph.value("other", "b", 6, "t", 8)),
        graph.inputs());
    assertEquals(List.of(SmallGraph.value("past", 1, 4, 1, 8)), graph.outputs());
    assertEquals(List.of(SmallGraph.value("past", 2, 4, 2, 8)), graph.values());
  }

  @Test
  void anEmptyCacheHasAsManyHeads() {
    Tensor empty =
        new Tensor(
            "e", ElementType.FLOAT, new long[] {1, 6, 0, 8}, TensorData.of(ByteBuffer.allocate(0)));
    Node constant = small.node("Constant", Map.of("value", new Attribute.TensorValue(empty)), "e");
    rewrite(new HeadSite.EmptyCache(graph, constant, 1));
    Attribute value = constant.attribute("value").orElseThrow();
    assertArrayEquals(new long[] {1, 4, 0, 8}, ((Attribute.TensorValue) value).value().shape());
  }

  @Test
  void nothingIsSetWithoutASite() {
    small.longs("heads", 0, 0, 6, 8);
    small.node("Reshape", "y", "x", "heads");
    rewrite();
    assertArrayEquals(new long[] {0, 0, 6, 8}, graph.initializer("heads").orElseThrow().longs());
  }
}
