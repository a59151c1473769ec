package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.Fixtures;
import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.build.Frames;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.rewrite.ContextRewrite;
import dev.sotto.models.shape.EvaluatedNode;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.whisper.AudioContext;
import dev.sotto.models.whisper.WhisperConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of other lengths in every spelling; what encoders compute then is compared in verify. */
class SetContextTest {
  private static final String FEATURES = "input_features";
  private static final String STATES = "last_hidden_state";

  @TempDir Path folder;

  private Path apply(Path dense, String name, Edit... edits) {
    WhisperModel model = Exports.open(dense).read();
    Plan plan = new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), List.of(edits));
    try (OutputFolder output = OutputFolder.create(folder.resolve(name), false)) {
      ExportRewriter.apply(Exports.open(dense).read(), plan, output);
      output.complete();
    }
    return folder.resolve(name);
  }

  private static ShapeInference.Walk walk(Path export, int frames) {
    OnnxModel encoder = OnnxModel.read(export.resolve(SmallExport.ENCODER_FILE));
    int bins = WhisperConfig.read(export).melBins();
    return new ShapeInference(encoder.file(), encoder.graph())
        .walk(Map.of(FEATURES, ShapedValue.ofShape(2, bins, frames)));
  }

  private static long[] states(Path export, int frames) {
    return walk(export, frames).outputs().get(STATES).shape();
  }

  /** Has every shape say how many positions there are, as exporters that fold constants do. */
  private static void stateAllSizes(Path export) {
    Map<String, long[]> shapes = new HashMap<>();
    for (EvaluatedNode node : walk(export, 2 * SmallExport.SOURCE).nodes()) {
      if (node.node().is("Reshape")) {
        long[] shape = node.outputs().get(0).shape();
        shape[0] = -1;
        shapes.put(node.node().output(), shape);
      }
    }
    SmallExport.edit(
        export.resolve(SmallExport.ENCODER_FILE),
        graph -> {
          // One constant for all that have the same shape.
          for (Node node : graph.nodes()) {
            long[] shape = shapes.get(node.output());
            if (node.is("Reshape")) {
              String name = "shape_" + shape.length;
              graph.putInitializer(Tensor.ofLongs(name, shape));
              node.setInput(1, name);
            }
          }
        });
  }

  private static void assertTakesAnyLength(Path flexible) {
    assertTrue(ContextRewrite.isFlexible(Exports.open(flexible).read()));
    assertTrue(AudioContext.read(flexible).flexible());
    int positions = WhisperConfig.read(flexible).maxSourcePositions();
    int width = WhisperConfig.read(flexible).modelDim();
    for (int left : new int[] {1, positions / 2, positions}) {
      assertArrayEquals(new long[] {2, left, width}, states(flexible, 2 * left));
    }
    Exports.open(flexible).graphs().values().stream()
        .map(file -> OnnxModel.read(file).graph())
        .forEach(graph -> assertNoneDeclares(graph, positions));
  }

  private static void assertNoneDeclares(Graph graph, int positions) {
    for (List<ValueInfo> values : List.of(graph.inputs(), graph.outputs(), graph.values())) {
      for (ValueInfo value : values) {
        boolean held = graph.initializer(value.name()).isPresent();
        int axes = value.shape().map(List::size).orElse(0);
        for (int axis = 0; axis < axes; axis++) {
          OptionalLong size = value.size(axis);
          assertTrue(held || size.isEmpty() || size.getAsLong() % positions != 0, value::toString);
        }
      }
    }
    graph
        .nodes()
        .forEach(node -> node.subgraphs().values().forEach(g -> assertNoneDeclares(g, positions)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void windowsOfAnyLengthFitInEverySpelling(boolean merged) {
    for (int round = 0; round < Respelled.SPELLINGS.size(); round++) {
      Path dense = folder.resolve("dense" + round);
      SmallExport.editAll(
          merged ? SmallExport.merged(dense) : SmallExport.separate(dense),
          Respelled.SPELLINGS.get(round));
      assertThrows(SottoException.class, () -> states(dense, 4));
      assertTakesAnyLength(apply(dense, "out" + round, SetContext.FLEXIBLE));
    }
  }

  @Test
  void shapesThatStateThePositionsFollow() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    stateAllSizes(dense);
    assertTakesAnyLength(apply(dense, "out", SetContext.FLEXIBLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a01-optimum-op18",
        "a03-optimum-op20",
        "a10-pruned-uniform",
        "a11-pruned-free",
        "b01-optimum1.13-bmm",
        "f06-external-data"
      })
  void exportsOfManyYearsTakeAnyLength(String fixture) {
    Path dense = Fixtures.folder(fixture, folder.resolve("dense"));
    assertTakesAnyLength(apply(dense, "out", SetContext.FLEXIBLE));
  }

  @Test
  void whatTakesAnyLengthStaysAsItIs() throws IOException {
    Path flexible =
        apply(SmallExport.merged(folder.resolve("dense")), "flexible", SetContext.FLEXIBLE);
    Path again = apply(flexible, "again", SetContext.FLEXIBLE);
    for (String file : List.of(SmallExport.ENCODER_FILE, SmallExport.MERGED_FILE, "config.json")) {
      assertEquals(-1, Files.mismatch(flexible.resolve(file), again.resolve(file)), file);
    }
  }

  @Test
  void positionsThatArePickedByNumberAreCutWhereTheyAreAdded() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    SmallExport.edit(
        dense.resolve(SmallExport.ENCODER_FILE),
        graph -> {
          Node sum =
              graph.nodes().stream()
                  .filter(node -> node.is("Add"))
                  .filter(
                      node ->
                          graph
                              .initializer(node.input(1))
                              .filter(held -> held.shape()[0] == SmallExport.SOURCE)
                              .isPresent())
                  .findFirst()
                  .orElseThrow();
          graph.putInitializer(Tensor.ofLongs("every", 0, 1, 2, 3, 4, 5, 6));
          graph
              .nodes()
              .add(
                  graph.nodes().indexOf(sum),
                  new Node(
                      "pick",
                      "",
                      "Gather",
                      List.of(sum.input(1), "every"),
                      List.of("picked"),
                      Map.of("axis", new Attribute.Int(0))));
          sum.setInput(1, "picked");
        });
    assertTakesAnyLength(apply(dense, "out", SetContext.FLEXIBLE));
    WhisperModel model = Exports.open(dense).read();
    SottoException e = assertThrows(SottoException.class, () -> ContextRewrite.check(model, true));
    assertTrue(e.getMessage().contains("Gather 'pick'"), e.getMessage());
  }

  /** Windows of 30 s: nothing smaller has whole seconds. */
  private Path dense() throws IOException {
    String config =
        SmallExport.CONFIG.replace(
            "\"max_source_positions\": " + SmallExport.SOURCE, "\"max_source_positions\": 1500");
    Map<String, Tensor> weights = SmallExport.weights();
    weights.put(
        WhisperModel.FIXED_POSITIONS,
        SmallExport.tensor(WhisperModel.FIXED_POSITIONS, new Random(2), 1500, SmallExport.WIDTH));
    Path dense = SmallExport.build(folder.resolve("dense"), config, weights, Frames.FIXED);
    Files.writeString(
        dense.resolve("preprocessor_config.json"),
        "{\"chunk_length\": 30, \"n_samples\": 480000, \"nb_max_frames\": 3000, \"hop_length\": 160}");
    return dense;
  }

  @Test
  void windowsOfSomeSecondsHaveThePositionsOfThese() throws IOException {
    Path dense = dense();
    Path out = apply(dense, "out", new SetContext(OptionalInt.of(4)));
    assertEquals(200, WhisperConfig.read(out).maxSourcePositions());
    assertFalse(AudioContext.read(out).flexible());
    assertFalse(ContextRewrite.isFlexible(Exports.open(out).read()));
    assertArrayEquals(new long[] {2, 200, SmallExport.WIDTH}, states(out, 400));
    Graph graph = OnnxModel.read(out.resolve(SmallExport.ENCODER_FILE)).graph();
    assertEquals(OptionalLong.of(400), graph.inputs().get(0).size(2));
    assertEquals(OptionalLong.of(200), graph.outputs().get(0).size(1));
    ObjectNode json = JsonFiles.readObject(out.resolve("preprocessor_config.json"));
    assertEquals(4, json.path("chunk_length").asInt());
    assertEquals(64_000, json.path("n_samples").asInt());
    assertEquals(400, json.path("nb_max_frames").asInt());
    assertEquals(160, json.path("hop_length").asInt());
    Tensor before = table(dense);
    Tensor after = table(out);
    assertEquals(before.bytes().slice(0, 200 * SmallExport.WIDTH * 4), after.bytes());
  }

  private static Tensor table(Path export) {
    return Exports.open(export).read().weight(WhisperModel.FIXED_POSITIONS).orElseThrow().logical();
  }

  @Test
  void windowsOfAnyLengthCanBeCutAndCutOnesBeOfAnyLength() throws IOException {
    SetContext four = new SetContext(OptionalInt.of(4));
    Path dense = dense();
    Path one = apply(dense, "one", SetContext.FLEXIBLE, four);
    Path other = apply(dense, "other", four, SetContext.FLEXIBLE);
    for (Path export : List.of(one, other)) {
      assertTrue(ContextRewrite.isFlexible(Exports.open(export).read()));
      assertArrayEquals(new long[] {2, 150, SmallExport.WIDTH}, states(export, 300));
      assertEquals(200, table(export).shape()[0]);
    }
  }

  @Test
  void longerWindowsAreRefused() throws IOException {
    Path dense = dense();
    SottoException e =
        assertThrows(
            SottoException.class, () -> apply(dense, "out", new SetContext(OptionalInt.of(30))));
    assertEquals(
        "windows of 30 s (--context) are no shorter than those of the model, of 30.0 s",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1.5", "flexibel", "99999"})
  void otherLengthsAreNone(String text) {
    assertThrows(IllegalArgumentException.class, () -> SetContext.parse(text));
  }

  @Test
  void configurationsThatStateNonsenseAreRefused() throws IOException {
    Path export = SmallExport.merged(folder.resolve("dense"));
    assertEquals(AudioContext.WHOLE, AudioContext.read(export));
    for (String context :
        List.of("{}", "{\"flexible\": 1}", "{\"flexible\": true, \"margin_seconds\": -1}")) {
      ObjectNode config = JsonFiles.readObject(export.resolve("config.json"));
      config.putObject("sotto").set("context", JsonFiles.readObject(json(context)));
      Files.write(export.resolve("config.json"), JsonFiles.write(config));
      SottoException e = assertThrows(SottoException.class, () -> AudioContext.read(export));
      assertTrue(e.getMessage().contains("margin_seconds"), e.getMessage());
    }
  }

  private Path json(String text) throws IOException {
    return Files.writeString(folder.resolve("some.json"), text);
  }
}
