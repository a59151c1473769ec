package dev.sotto.models.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.StoredForm;
import dev.sotto.models.weights.StoredForm.Slice;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.GroupSet;
import dev.sotto.models.whisper.Part;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attention whose q, k and v are slices of one tensor: 3 heads of width 2 in a width of 4. */
class GroupCutsTest {
  private static final BlockId ID =
      new BlockId(BlockId.Stack.ENCODER, 7, BlockId.Kind.SELF_ATTENTION);
  private static final BlockId OTHER =
      new BlockId(BlockId.Stack.ENCODER, 8, BlockId.Kind.FEED_FORWARD);

  @TempDir Path folder;
  private final SmallGraph small = new SmallGraph();
  private final Graph graph = small.graph();
  private final Map<String, LogicalWeight> weights = new LinkedHashMap<>();
  private Block heads;
  private WhisperModel model;

  @BeforeEach
  void build() {
    small.weight("qkv", 4, 18).weight("qkv.bias", 18).weight("out", 6, 4).weight("fc2", 5, 4);
    Node product = small.node("MatMul", "p", "x", "qkv");
    Node sum = small.node("Add", "s", "p", "qkv.bias");
    Node out = small.node("MatMul", "o", "s", "out");
    small.node("MatMul", "f", "o", "fc2");
    int from = 0;
    for (String name : List.of("q_proj", "k_proj", "v_proj")) {
      weight(ID.role(name + ".weight"), product, true, new Slice(1, from, 6));
      weight(ID.role(name + ".bias"), sum, false, new Slice(0, from, 6));
      from += 6;
    }
    weight(ID.role("out_proj.weight"), out, true, null);
    heads = new Block(ID, 3, 2, Block.ofHeads(ID));
    Block units = new Block(OTHER, 4, 1, List.of());
    WhisperModel any = SmallExport.open(SmallExport.merged(folder.resolve("any")));
    model = any.with(weights, List.of(heads, units));
  }

  private void weight(String role, Node node, boolean transposed, Slice slice) {
    Tensor stored = graph.initializer(node.input(1)).orElseThrow();
    StoredForm form =
        slice == null
            ? StoredForm.whole(stored, transposed)
            : StoredForm.slice(stored, transposed, slice);
    WeightSite site = new WeightSite(Part.ENCODER, new Use(graph, node, 1), form);
    weights.put(role, new LogicalWeight(role, List.of(site)));
  }

  private WhisperModel cut(Integer... leaving) {
    GroupCuts cuts = new GroupCuts(model, List.of(new GroupSet(heads, List.of(leaving))));
    cuts.cut(heads, new GraphEditor.PerGraph());
    return cuts.left();
  }

  private static float[] values(LogicalWeight weight) {
    float[] values = new float[(int) weight.elements()];
    weight.logical().bytes().asFloatBuffer().get(values);
    return values;
  }

  private float[] rows(float[] whole, int columns, int from, int to) {
    return java.util.Arrays.copyOfRange(whole, from * columns, to * columns);
  }

  @Test
  void aPackedTensorIsCutOnceForAllItsRolesAndTheirSlicesMove() {
    Map<String, float[]> dense = new LinkedHashMap<>();
    weights.forEach((role, weight) -> dense.put(role, values(weight)));
    WhisperModel left = cut(0, 1);
    assertArrayEquals(new long[] {4, 6}, graph.initializer("qkv").orElseThrow().shape());
    assertArrayEquals(new long[] {6}, graph.initializer("qkv.bias").orElseThrow().shape());
    assertArrayEquals(new long[] {2, 4}, graph.initializer("out").orElseThrow().shape());
    assertEquals(4, graph.initializers().size());
    int from = 0;
    for (String name : List.of("q_proj", "k_proj", "v_proj")) {
      LogicalWeight weight = left.weight(ID.role(name + ".weight")).orElseThrow();
      assertEquals(new Slice(1, from, 2), weight.first().form().slice().orElseThrow());
      assertArrayEquals(rows(dense.get(weight.role()), 4, 4, 6), values(weight));
      LogicalWeight bias = left.weight(ID.role(name + ".bias")).orElseThrow();
      assertArrayEquals(rows(dense.get(bias.role()), 1, 4, 6), values(bias));
      from += 2;
    }
    assertEquals(1, left.blocks().get(0).groups());
    assertEquals(4, left.blocks().get(1).groups());
  }

  @Test
  void whatIsCutTwiceIsWhatIsCutAtOnce() {
    model = cut(1);
    heads = model.blocks().get(0);
    Tensor twice = graph.initializer("qkv").orElseThrow();
    WhisperModel left = cut(1);
    assertEquals(1, left.blocks().get(0).groups());
    assertArrayEquals(new long[] {4, 12}, twice.shape());
    Tensor packed = graph.initializer("qkv").orElseThrow();
    float[] dense = new float[72];
    new SmallGraph()
        .weight("qkv", 4, 18)
        .graph()
        .initializer("qkv")
        .orElseThrow()
        .bytes()
        .asFloatBuffer()
        .get(dense);
    float[] expected = new float[24];
    for (int row = 0; row < 4; row++) {
      for (int role = 0; role < 3; role++) {
        System.arraycopy(dense, row * 18 + role * 6, expected, row * 6 + role * 2, 2);
      }
    }
    assertEquals(packed.withData(packed.shape(), TensorData.ofFloats(expected)), packed);
  }

  @Test
  void nothingElseIsTouched() {
    Tensor before = graph.initializer("fc2").orElseThrow();
    cut(2);
    assertEquals(before, graph.initializer("fc2").orElseThrow());
  }
}
