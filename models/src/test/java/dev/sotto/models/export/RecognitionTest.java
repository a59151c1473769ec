package dev.sotto.models.export;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.build.Frames;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.shape.EvaluatedNode;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known of an export from the sizes and weights that it was made of is found in it. */
class RecognitionTest {
  /** Counted by hand from the sizes: all but the fixed positions of the encoder. */
  private static final int PARAMETERS = 6684;

  private static final List<String> BLOCKS =
      List.of(
          "encoder.layers.0.self_attn 3x4",
          "encoder.layers.0.ffn 10x1",
          "encoder.layers.1.self_attn 3x4",
          "encoder.layers.1.ffn 10x1",
          "decoder.layers.0.self_attn 3x4",
          "decoder.layers.0.encoder_attn 3x4",
          "decoder.layers.0.ffn 14x1",
          "decoder.layers.1.self_attn 3x4",
          "decoder.layers.1.encoder_attn 3x4",
          "decoder.layers.1.ffn 14x1");

  /** How exporters of different years write the same. */
  private enum Spelling {
    AS_BUILT,
    TURNED_WEIGHTS,
    ARITHMETIC_NORMS,
    GELU_OPERATORS,
    BATCHED_HEADS,
    SHARED_CONSTANTS,
    NARROW_SHAPES,
    ALL,
    UNSORTED;

    void change(Graph graph) {
      switch (this) {
        case AS_BUILT -> {}
        case TURNED_WEIGHTS -> Respelled.turnedWeights(graph);
        case ARITHMETIC_NORMS -> Respelled.arithmeticNorms(graph);
        case GELU_OPERATORS -> Respelled.geluOperators(graph);
        case BATCHED_HEADS -> Respelled.batchedHeads(graph);
        case SHARED_CONSTANTS -> Respelled.sharedConstants(graph);
        case NARROW_SHAPES -> Respelled.narrowShapes(graph);
        case ALL ->
            EnumSet.range(TURNED_WEIGHTS, SHARED_CONSTANTS)
                .forEach(spelling -> spelling.change(graph));
        case UNSORTED -> Collections.shuffle(graph.nodes(), new Random(3));
      }
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Spelling.class)
  void everyWeightIsFoundHoweverItIsSpelt(Spelling spelling) {
    checkAll(SmallExport.editAll(SmallExport.merged(folder.resolve("merged")), spelling::change));
    checkAll(SmallExport.editAll(SmallExport.separate(folder.resolve("two")), spelling::change));
  }

  private static void checkAll(Path export) {
    WhisperModel model = SmallExport.open(export);
    checkShapes(model);
    assertEquals(BLOCKS, model.blocks().stream().map(RecognitionTest::describe).toList());
    assertEquals(PARAMETERS, model.parameters());
    checkWeights(model, SmallExport.weights());
    checkHeadSites(model);
  }

  private static String describe(Block block) {
    return block.id() + " " + block.groups() + "x" + block.groupSize();
  }

  /** A changed graph still takes and gives what it did, by the other judge of graphs. */
  private static void checkShapes(WhisperModel model) {
    ShapeInference.Walk walk = walkEncoder(model.files().get(Part.ENCODER).graph(), 2);
    assertEquals("[2, 7, 12]", walk.outputs().get("last_hidden_state").toString());
  }

  private static ShapeInference.Walk walkEncoder(Graph encoder, int batch) {
    int frames = 2 * SmallExport.SOURCE;
    return new ShapeInference(Path.of("m.onnx"), encoder)
        .walk(Map.of("input_features", ShapedValue.ofShape(batch, SmallExport.MEL_BINS, frames)));
  }

  /** Every site of every role holds the weight that the export was made of. */
  private static void checkWeights(WhisperModel model, Map<String, Tensor> expected) {
    assertEquals(new TreeSet<>(expected.keySet()), new TreeSet<>(model.weights().keySet()));
    model
        .weights()
        .forEach(
            (role, weight) -> {
              for (WeightSite site : weight.sites()) {
                assertArrayEquals(logical(expected.get(role)), logical(site), role + " at " + site);
              }
            });
  }

  private static float[] logical(Tensor tensor) {
    float[] values = new float[(int) tensor.elements()];
    tensor.bytes().asFloatBuffer().get(values);
    return values;
  }

  private static float[] logical(WeightSite site) {
    float[] stored = logical(site.tensor());
    if (!site.form().transposed()) {
      return stored;
    }
    int in = (int) site.tensor().shape()[0];
    int out = (int) site.tensor().shape()[1];
    float[] turned = new float[stored.length];
    for (int row = 0; row < in; row++) {
      for (int column = 0; column < out; column++) {
        turned[column * in + row] = stored[row * out + column];
      }
    }
    return turned;
  }

  /** What stands at every site is what its measure makes of the block's groups. */
  private static void checkHeadSites(WhisperModel model) {
    for (Block block : model.blocks()) {
      List<HeadSite> sites = model.headSites(block);
      assertEquals(block.id().kind().isAttention(), !sites.isEmpty(), block.toString());
      for (HeadSite site : sites) {
        assertEquals(expected(site, block), stated(site), block.id() + " " + site);
      }
    }
  }

  private static long expected(HeadSite site, Block block) {
    HeadSite.Measure measure = HeadSite.Measure.HEADS;
    if (site instanceof HeadSite.ShapeElement element) {
      measure = element.measure();
    } else if (site instanceof HeadSite.DeclaredAxis axis) {
      measure = axis.measure();
    }
    return measure == HeadSite.Measure.HEADS
        ? block.groups()
        : (long) block.groups() * block.groupSize();
  }

  private static long stated(HeadSite site) {
    if (site instanceof HeadSite.ShapeElement element) {
      Scope.Use last = element.path().get(element.path().size() - 1);
      Tensor constant =
          last.graph()
              .visibleInitializer(last.value())
              .or(
                  () ->
                      last.graph().nodes().stream()
                          .filter(node -> node.outputs().contains(last.value()))
                          .findFirst()
                          .flatMap(Scope::constantOf))
              .orElseThrow();
      return constant.longs()[element.element()];
    }
    if (site instanceof HeadSite.DeclaredAxis axis) {
      return Stream.of(axis.graph().inputs(), axis.graph().outputs(), axis.graph().values())
          .flatMap(List::stream)
          .filter(value -> value.name().equals(axis.value()))
          .map(value -> value.shape().orElseThrow().get(axis.axis()))
          .map(dim -> ((Dim.Size) dim).value())
          .findFirst()
          .orElseThrow();
    }
    HeadSite.EmptyCache cache = (HeadSite.EmptyCache) site;
    return Scope.constantOf(cache.constant()).orElseThrow().shape()[cache.axis()];
  }

  /** Counted by hand from the builder's graphs, for the first block of each kind. */
  @Test
  void everyPlaceThatStatesAHeadCountIsASite() {
    WhisperModel merged = SmallExport.open(SmallExport.merged(folder.resolve("merged")));
    assertEquals("{ShapeElement=2}", sites(merged, "encoder.layers.0.self_attn"));
    // Keys and values of both branches; their outputs, the If's for each branch, and the past.
    assertEquals("{DeclaredAxis=10, ShapeElement=4}", sites(merged, "decoder.layers.1.self_attn"));
    // Only without a past are there any to reshape; the other branch has constants in their place.
    assertEquals(
        "{DeclaredAxis=6, EmptyCache=2, ShapeElement=2}",
        sites(merged, "decoder.layers.0.encoder_attn"));
    WhisperModel separate = SmallExport.open(SmallExport.separate(folder.resolve("two")));
    assertEquals("{DeclaredAxis=6, ShapeElement=4}", sites(separate, "decoder.layers.1.self_attn"));
    assertEquals(
        "{DeclaredAxis=4, ShapeElement=2}", sites(separate, "decoder.layers.0.encoder_attn"));
  }

  private static String sites(WhisperModel model, String block) {
    return model.headSites(model.block(block).orElseThrow()).stream()
        .collect(groupingBy(site -> site.getClass().getSimpleName(), TreeMap::new, counting()))
        .toString();
  }

  @Test
  void declaredShapesOfInnerValuesAreSites() {
    Path export = SmallExport.merged(folder.resolve("declared"));
    SmallExport.edit(export.resolve(SmallExport.ENCODER_FILE), RecognitionTest::declareAll);
    WhisperModel model = SmallExport.open(export);
    checkHeadSites(model);
    List<HeadSite> sites = model.headSites(model.block("encoder.layers.1.self_attn").orElseThrow());
    Map<HeadSite.Measure, Long> declared =
        sites.stream()
            .filter(HeadSite.DeclaredAxis.class::isInstance)
            .map(site -> ((HeadSite.DeclaredAxis) site).measure())
            .collect(groupingBy(measure -> measure, TreeMap::new, counting()));
    // Split and turned q, k and v; k turned again; scores, shares, context, and context turned.
    assertEquals(11, declared.get(HeadSite.Measure.HEADS));
    // Products of q, k and v, q and v with a bias, q scaled, and the heads merged.
    assertEquals(7, declared.get(HeadSite.Measure.FEATURES));
  }

  private static void declareAll(Graph graph) {
    for (EvaluatedNode node : walkEncoder(graph, 1).nodes()) {
      Object[] sizes = Arrays.stream(node.outputs().get(0).shape()).boxed().toArray();
      graph.values().add(SmallGraph.value(node.node().output(), sizes));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AS_BUILT", "ARITHMETIC_NORMS"})
  void everyNormalisationIsFoundOnceInEveryGraph(Spelling spelling) {
    WhisperModel model =
        SmallExport.open(
            SmallExport.editAll(SmallExport.merged(folder.resolve("export")), spelling::change));
    Map<String, Long> places =
        model.norms().stream().collect(groupingBy(NormSite::name, TreeMap::new, counting()));
    Map<String, Long> expected = new TreeMap<>();
    for (int layer = 0; layer < SmallExport.LAYERS; layer++) {
      for (String norm : List.of("self_attn_layer_norm", "final_layer_norm")) {
        expected.put("encoder.layers." + layer + "." + norm, 1L);
        expected.put("decoder.layers." + layer + "." + norm, 2L);
      }
      expected.put("decoder.layers." + layer + ".encoder_attn_layer_norm", 2L);
    }
    expected.put("encoder.layer_norm", 1L);
    expected.put("decoder.layer_norm", 2L);
    assertEquals(expected, places);
    for (NormSite norm : model.norms()) {
      assertEquals(OptionalDouble.of(1e-5f), norm.epsilon(), norm.name());
      assertTrue(model.weight(norm.gain()).isPresent(), norm.gain());
      assertTrue(model.weight(norm.name() + ".bias").isPresent(), norm.name());
      assertTrue(
          norm.graph().nodes().stream().anyMatch(node -> node.outputs().contains(norm.output())),
          norm.toString());
    }
    assertEquals("last_hidden_state", closing(model).output());
  }

  private static NormSite closing(WhisperModel model) {
    return model.norms().stream()
        .filter(norm -> norm.name().equals("encoder.layer_norm"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anEpsilonThatTheGraphComputesIsNone() {
    Path export = SmallExport.merged(folder.resolve("export"));
    SmallExport.edit(
        export.resolve(SmallExport.ENCODER_FILE),
        graph -> {
          Respelled.arithmeticNorms(graph);
          hideEpsilon(graph);
        });
    WhisperModel model = SmallExport.open(export);
    assertEquals(
        List.of("encoder.layers.0.self_attn_layer_norm"),
        model.norms().stream()
            .filter(norm -> norm.epsilon().isEmpty())
            .map(NormSite::name)
            .toList());
  }

  /** Has the first epsilon pass through a node. */
  private static void hideEpsilon(Graph graph) {
    Scope scope = Scope.of(graph);
    Node root = scope.nodes().stream().filter(node -> node.is("Sqrt")).findFirst().orElseThrow();
    Node sum = scope.producer(root.input(0)).orElseThrow();
    graph
        .nodes()
        .add(
            graph.nodes().indexOf(sum),
            new Node("", "", "Identity", List.of(sum.input(1)), List.of("hidden"), Map.of()));
    sum.setInput(1, "hidden");
  }

  @Test
  void blocksMayDifferInTheirGroups() {
    Map<String, Tensor> weights = SmallExport.weights();
    keepHeads(weights, "encoder.layers.1.self_attn", 1);
    keepHeads(weights, "decoder.layers.0.encoder_attn", 2);
    keepUnits(weights, "decoder.layers.1", 1);
    Path export =
        SmallExport.build(folder.resolve("uneven"), SmallExport.CONFIG, weights, Frames.FLEXIBLE);
    for (Path form : List.of(export, SmallExport.separated(export))) {
      WhisperModel model = SmallExport.open(form);
      List<String> expected = new ArrayList<>(BLOCKS);
      expected.set(2, "encoder.layers.1.self_attn 1x4");
      expected.set(5, "decoder.layers.0.encoder_attn 2x4");
      expected.set(9, "decoder.layers.1.ffn 1x1");
      assertEquals(expected, model.blocks().stream().map(RecognitionTest::describe).toList());
      checkWeights(model, weights);
      checkHeadSites(model);
      // A head has 4 rows of 12 in q, k and v, 4 columns in out, and biases in q and v.
      int head = 4 * 4 * 12 + 2 * 4;
      int unit = 12 + 1 + 12;
      int gone = 2 * head + head + 13 * unit;
      assertEquals(PARAMETERS - gone, model.parameters());
    }
  }

  private static void keepHeads(Map<String, Tensor> weights, String block, int heads) {
    int width = heads * SmallExport.HEAD_DIM;
    for (String part : List.of("q_proj", "k_proj", "v_proj")) {
      replace(weights, block + "." + part + ".weight", width, SmallExport.WIDTH);
      if (!part.equals("k_proj")) {
        replace(weights, block + "." + part + ".bias", width);
      }
    }
    replace(weights, block + ".out_proj.weight", SmallExport.WIDTH, width);
  }

  private static void keepUnits(Map<String, Tensor> weights, String layer, int units) {
    replace(weights, layer + ".fc1.weight", units, SmallExport.WIDTH);
    replace(weights, layer + ".fc1.bias", units);
    replace(weights, layer + ".fc2.weight", SmallExport.WIDTH, units);
  }

  private static void replace(Map<String, Tensor> weights, String role, long... shape) {
    weights.put(role, SmallExport.tensor(role, new Random(role.hashCode()), shape));
  }

  @Test
  void aProjectionOfItsOwnIsAWeightMore() {
    Map<String, Tensor> weights = SmallExport.weights();
    replace(weights, "proj_out.weight", SmallExport.VOCABULARY, SmallExport.WIDTH);
    String config = SmallExport.CONFIG.replace("{", "{\"tie_word_embeddings\": false, ");
    Path export = SmallExport.build(folder.resolve("untied"), config, weights, Frames.FIXED);
    WhisperModel model = SmallExport.open(export);
    checkWeights(model, weights);
    assertEquals(PARAMETERS + 61 * 12, model.parameters());
    assertTrue(model.weight("proj_out.weight").orElseThrow().first().form().transposed());
  }

  /** An export that stores one weight twice, once turned, has it once. */
  @Test
  void aProjectionThatIsTheEmbeddingStoredAgainIsTied() {
    Map<String, Tensor> weights = SmallExport.weights();
    Tensor embedding = weights.get("decoder.embed_tokens.weight");
    weights.put("proj_out.weight", embedding.withName("proj_out.weight"));
    String config = SmallExport.CONFIG.replace("{", "{\"tie_word_embeddings\": false, ");
    Path export = SmallExport.build(folder.resolve("twice"), config, weights, Frames.FIXED);
    WhisperModel model = SmallExport.open(export);
    assertFalse(model.weight("proj_out.weight").isPresent());
    assertEquals(PARAMETERS, model.parameters());
    // Both branches gather from it and multiply by it.
    assertEquals(4, model.weight("decoder.embed_tokens.weight").orElseThrow().sites().size());
  }

  @Test
  void aBiasThatIsNotThereIsNoCoupling() {
    Path export = SmallExport.merged(folder.resolve("export"));
    SmallExport.edit(
        export.resolve(SmallExport.ENCODER_FILE), graph -> dropBias(graph, "layers.0.fc1"));
    SmallExport.edit(
        export.resolve(SmallExport.ENCODER_FILE),
        graph -> dropBias(graph, "layers.1.self_attn.v_proj"));
    WhisperModel model = SmallExport.open(export);
    assertEquals(PARAMETERS - 10 - 12, model.parameters());
    assertEquals(List.of("fc1.weight", "fc2.weight"), couplings(model, "encoder.layers.0.ffn"));
    assertEquals(
        List.of("fc1.weight", "fc1.bias", "fc2.weight"), couplings(model, "encoder.layers.1.ffn"));
    assertEquals(
        List.of(
            "q_proj.weight", "q_proj.bias", "k_proj.weight", "v_proj.weight", "out_proj.weight"),
        couplings(model, "encoder.layers.1.self_attn"));
  }

  private static List<String> couplings(WhisperModel model, String block) {
    return model.block(block).orElseThrow().couplings().stream()
        .map(Coupling::role)
        .map(role -> role.replaceFirst(".*layers\\.\\d\\.(self_attn\\.)?", ""))
        .toList();
  }

  private static void dropBias(Graph graph, String layer) {
    Node add =
        graph.nodes().stream()
            .filter(node -> node.is("Add"))
            .filter(node -> node.input(0).equals("model.encoder." + layer + ".bias"))
            .findFirst()
            .orElseThrow();
    graph
        .nodes()
        .set(
            graph.nodes().indexOf(add),
            new Node("", "", "Identity", List.of(add.input(1)), add.outputs(), Map.of()));
  }

  @Test
  void aModelIsAskedByNameAndRole() {
    WhisperModel model = SmallExport.open(SmallExport.merged(folder.resolve("export")));
    assertTrue(model.block("decoder.layers.2.ffn").isEmpty());
    assertTrue(model.weight("decoder.layers.0.self_attn.k_proj.bias").isEmpty());
    assertEquals(12, model.config().modelDim());
    assertEquals(
        BLOCKS.stream().map(block -> block.replaceFirst(" .*", "")).toList(),
        model.blocks().stream().map(Block::id).map(BlockId::name).toList());
    assertEquals(folder.resolve("export"), model.folder().folder());
  }
}
