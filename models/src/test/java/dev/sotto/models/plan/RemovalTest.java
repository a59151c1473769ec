package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.shape.DeclaredShapes;
import dev.sotto.models.shape.EvaluatedNode;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Groups drawn at random leave exports in every spelling. The other judge cuts the same groups out
 * of the weights that the export was made of, row by row and column by column.
 */
class RemovalTest {
  private static final List<Consumer<Graph>> SPELLINGS =
      List.of(
          graph -> {},
          Respelled::turnedWeights,
          Respelled::batchedHeads,
          Respelled::sharedConstants,
          Respelled::narrowShapes,
          graph -> {
            Respelled.batchedHeads(graph);
            Respelled.sharedConstants(graph);
            Respelled.turnedWeights(graph);
          });

  @TempDir Path folder;
  private List<String> warnings;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void whatIsLeftIsWhatTheWeightsLeave(long seed) {
    Random random = new Random(seed);
    int round = 0;
    for (Consumer<Graph> spelling : SPELLINGS) {
      for (boolean merged : new boolean[] {true, false}) {
        Path dense = folder.resolve("dense" + round);
        SmallExport.editAll(
            merged ? SmallExport.merged(dense) : SmallExport.separate(dense), spelling);
        Map<String, List<Integer>> removed = draw(SmallExport.open(dense), random);
        Path out = apply(dense, removed, HeadMode.FREE, "out" + round++);
        checkWeights(SmallExport.open(out), removed);
        checkShapes(SmallExport.open(out));
      }
    }
  }

  /** Any groups of any blocks, but never all. */
  private static Map<String, List<Integer>> draw(WhisperModel model, Random random) {
    Map<String, List<Integer>> removed = new TreeMap<>();
    for (Block block : model.blocks()) {
      List<Integer> groups = new ArrayList<>(IntStream.range(0, block.groups()).boxed().toList());
      Collections.shuffle(groups, random);
      removed.put(block.id().name(), groups.subList(0, random.nextInt(block.groups())));
    }
    return removed;
  }

  private Path apply(Path dense, Map<String, List<Integer>> removed, HeadMode mode, String name) {
    WhisperModel model = SmallExport.open(dense);
    Plan plan = new Plan(ExportRewriter.identities(model), mode, Map.of(), removed, Map.of());
    Path target = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(target, false)) {
      warnings = ExportRewriter.apply(model, plan, output);
      output.complete();
    }
    assertEquals(
        List.of(), RemovalCheck.differences(SmallExport.open(dense), plan, Exports.open(target)));
    return target;
  }

  private static void checkWeights(WhisperModel model, Map<String, List<Integer>> removed) {
    Map<String, Tensor> expected = new TreeMap<>(SmallExport.weights());
    removed.forEach(
        (block, groups) ->
            expected.replaceAll(
                (role, tensor) -> {
                  int axis = axis(role, block);
                  int size = block.endsWith(".ffn") ? 1 : SmallExport.HEAD_DIM;
                  return axis < 0 ? tensor : cut(tensor, axis, size, groups);
                }));
    assertEquals(expected.keySet(), new TreeMap<>(model.weights()).keySet());
    model
        .weights()
        .forEach(
            (role, weight) -> {
              assertArrayEquals(expected.get(role).shape(), weight.shape(), role);
              assertEquals(expected.get(role).bytes(), weight.logical().bytes(), role);
            });
  }

  /** Along which axis of a weight the groups of a block lie; -1 if they do not. */
  private static int axis(String role, String block) {
    String layer = block.replaceFirst("\\.ffn$", "");
    if (!role.startsWith(layer + ".") || role.matches(".*(out_proj.bias|fc2.bias)")) {
      return -1;
    }
    if (block.endsWith(".ffn") && !role.startsWith(layer + ".fc")) {
      return -1;
    }
    return role.matches(".*(out_proj|fc2).weight") ? 1 : 0;
  }

  /** Row by row or column by column. */
  private static Tensor cut(Tensor tensor, int axis, int groupSize, List<Integer> groups) {
    long[] shape = tensor.shape();
    int rows = (int) shape[0];
    int columns = shape.length == 1 ? 1 : (int) shape[1];
    List<Float> kept = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (!groups.contains((axis == 0 ? row : column) / groupSize)) {
          kept.add(tensor.bytes().getFloat(Float.BYTES * (row * columns + column)));
        }
      }
    }
    shape[axis] -= (long) groupSize * groups.size();
    float[] values = new float[kept.size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = kept.get(index);
    }
    return tensor.withData(shape, TensorData.ofFloats(values));
  }

  /** Each graph runs, by the other judge of graphs, and declares what it gives. */
  private static void checkShapes(WhisperModel model) {
    model
        .files()
        .forEach(
            (part, file) -> {
              for (long past = 0; past < (part == Part.DECODER_MERGED ? 2 : 1); past++) {
                boolean cached = past == 1 || part == Part.DECODER_WITH_PAST;
                ShapeInference.Walk walk = walk(model, file, cached);
                assertEquals(List.of(), DeclaredShapes.contradictions(file.graph(), walk));
                assertEquals(
                    part == Part.ENCODER ? "[2, 7, 12]" : "[2, 3, 61]",
                    walk.outputs()
                        .get(part == Part.ENCODER ? "last_hidden_state" : "logits")
                        .toString());
              }
            });
  }

  private static ShapeInference.Walk walk(WhisperModel model, OnnxModel file, boolean cached) {
    Map<String, ShapedValue> inputs = new HashMap<>();
    inputs.put("input_features", ShapedValue.ofShape(2, 5, 14));
    inputs.put("input_ids", ShapedValue.ofShape(2, 3));
    inputs.put("encoder_hidden_states", ShapedValue.ofShape(2, 7, 12));
    inputs.put("use_cache_branch", ShapedValue.list(cached ? 1 : 0));
    for (int layer = 0; layer < SmallExport.LAYERS; layer++) {
      long own = model.block("decoder.layers." + layer + ".self_attn").orElseThrow().groups();
      long cross = model.block("decoder.layers." + layer + ".encoder_attn").orElseThrow().groups();
      for (String content : List.of("key", "value")) {
        String past = "past_key_values." + layer;
        inputs.put(past + ".decoder." + content, ShapedValue.ofShape(2, own, cached ? 4 : 0, 4));
        inputs.put(past + ".encoder." + content, ShapedValue.ofShape(2, cross, cached ? 7 : 0, 4));
      }
    }
    return new ShapeInference(file.file(), file.graph()).walk(inputs);
  }

  /** What went through shape inference declares inner values, which follow. */
  @Test
  void innerDeclarationsFollow() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    SmallExport.edit(
        dense.resolve(SmallExport.ENCODER_FILE),
        graph -> {
          ShapeInference.Walk walk =
              new ShapeInference(dense, graph)
                  .walk(Map.of("input_features", ShapedValue.ofShape(2, 5, 14)));
          for (EvaluatedNode node : walk.nodes()) {
            Object[] sizes = Arrays.stream(node.outputs().get(0).shape()).boxed().toArray();
            graph.values().add(SmallGraph.value(node.node().output(), sizes));
          }
        });
    Path out =
        apply(
            dense,
            Map.of(
                "encoder.layers.0.ffn", List.of(3),
                "encoder.layers.1.self_attn", List.of(1)),
            HeadMode.FREE,
            "out");
    WhisperModel model = SmallExport.open(out);
    OnnxModel encoder = model.files().get(Part.ENCODER);
    assertEquals(
        List.of(),
        DeclaredShapes.innerContradictions(encoder.graph(), walk(model, encoder, false)));
    long declared =
        encoder.graph().values().stream()
            .filter(value -> value.shape().orElseThrow().toString().endsWith("Size[value=9]]"))
            .count();
    // Product, bias, and the five steps of GELU; nothing else ends in nine.
    assertEquals(7, declared);
  }

  @Test
  void configSaysWhatLayersShareAndWarnsOfWhatTheyDoNot() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Files.writeString(
        dense.resolve("generation_config.json"),
        "{\"alignment_heads\": [[0, 2], [1, 0], [1, 1], [1, 2]], \"kept\": true}");
    Path out =
        apply(
            dense,
            Map.of(
                "decoder.layers.1.encoder_attn", List.of(0, 1),
                "encoder.layers.0.self_attn", List.of(2),
                "encoder.layers.1.self_attn", List.of(0),
                "encoder.layers.0.ffn", List.of(4)),
            HeadMode.FREE,
            "out");
    ObjectNode config = JsonFiles.readObject(out.resolve("config.json"));
    assertEquals(2, config.get("encoder_attention_heads").intValue());
    assertEquals(3, config.get("decoder_attention_heads").intValue(), "layers differ");
    assertEquals(10, config.get("encoder_ffn_dim").intValue(), "layers differ");
    assertEquals(4, config.get("sotto").get("head_dim").intValue());
    assertEquals(9, config.get("sotto").get("groups").get("encoder.layers.0.ffn").intValue());
    ObjectNode generation = JsonFiles.readObject(out.resolve("generation_config.json"));
    assertEquals("[[0,2],[1,0]]", generation.get("alignment_heads").toString());
    assertTrue(generation.get("kept").booleanValue());
    assertEquals(2, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).startsWith("decoder layers keep from 1 to 3 heads"));
    assertTrue(
        warnings.get(1).startsWith("2 of 4 alignment heads are removed; word times get less"));
  }

  @Test
  void alignmentHeadsThatAllLeaveAreDropped() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Path generation = dense.resolve("generation_config.json");
    Files.writeString(generation, "{\"alignment_heads\": [[1, 2]]}");
    Map<String, List<Integer>> removed = Map.of("decoder.layers.1.encoder_attn", List.of(2));
    Path out = apply(dense, removed, HeadMode.FREE, "out");
    assertEquals("{}", JsonFiles.readObject(out.resolve("generation_config.json")).toString());
    assertTrue(warnings.get(1).contains("impossible"), warnings::toString);
    Files.writeString(generation, "{\"alignment_heads\": 3}");
    out = apply(dense, removed, HeadMode.FREE, "other");
    assertEquals(
        JsonFiles.readObject(generation),
        JsonFiles.readObject(out.resolve("generation_config.json")));
  }

  /** What somebody did to a result is told, whatever it is. */
  @Test
  void everyChangeOfAResultIsADifference() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Files.writeString(dense.resolve("vocab.json"), "{}");
    Map<String, List<Integer>> removed = Map.of("encoder.layers.0.ffn", List.of(1, 2));
    Path out = apply(dense, removed, HeadMode.FREE, "out");
    Plan plan =
        new Plan(
            ExportRewriter.identities(SmallExport.open(dense)),
            HeadMode.FREE,
            Map.of(),
            removed,
            Map.of());
    Files.writeString(out.resolve("vocab.json"), "{ }");
    differs(dense, plan, out, "vocab.json is not the dense export's");
    Files.delete(out.resolve("vocab.json"));
    differs(dense, plan, out, "vocab.json is missing");
    Files.writeString(out.resolve("vocab.json"), "{}");
    Path config = out.resolve("config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"head_dim\" : 4", "\"head_dim\" : 5"));
    differs(dense, plan, out, "config.json says other than what the graphs are");
    Files.writeString(config, text);
    SmallExport.edit(
        out.resolve(SmallExport.ENCODER_FILE),
        graph -> {
          Tensor bias = graph.initializer("model.encoder.layers.0.fc2.bias").orElseThrow();
          graph.putInitializer(SmallExport.tensor(bias.name(), new Random(4), bias.shape()));
        });
    differs(
        dense,
        plan,
        out,
        "encoder_model.onnx: weight encoder.layers.0.fc2.bias holds other numbers");
    Files.delete(out.resolve(SmallExport.MERGED_FILE));
    Path two = SmallExport.separate(folder.resolve("two"));
    Files.copy(two.resolve(SmallExport.DECODER_FILE), out.resolve(SmallExport.DECODER_FILE));
    differs(dense, plan, out, "decoder_model_merged.onnx is missing");
  }

  private static void differs(Path dense, Plan plan, Path out, String difference) {
    List<String> found = RemovalCheck.differences(SmallExport.open(dense), plan, Exports.open(out));
    assertTrue(found.contains(difference), found::toString);
  }

  /** Zeros in the places of the groups, and nothing else. */
  @Test
  void zeroingKeepsTheShapes() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    WhisperModel model = SmallExport.open(dense);
    Map<String, List<Integer>> removed =
        Map.of("decoder.layers.0.self_attn", List.of(1), "encoder.layers.1.ffn", List.of(0, 7));
    Plan plan =
        new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), removed, Map.of());
    try (OutputFolder output = OutputFolder.create(folder.resolve("zeros"), false)) {
      ExportRewriter.applyAsZeros(model, plan, output);
      output.complete();
    }
    Map<String, Tensor> weights = SmallExport.weights();
    SmallExport.open(folder.resolve("zeros"))
        .weights()
        .forEach(
            (role, weight) -> {
              Tensor before = weights.get(role);
              Tensor after = weight.logical();
              assertArrayEquals(before.shape(), after.shape(), role);
              int columns = before.rank() == 1 ? 1 : (int) before.shape()[1];
              boolean heads = role.matches("decoder.layers.0.self_attn\\.(q|k|v|out)_proj.*");
              boolean units = role.matches("encoder.layers.1.fc(1.*|2.weight)");
              boolean last = role.matches(".*(out_proj|fc2).weight");
              for (int index = 0; index < before.elements(); index++) {
                int step = last ? index % columns : index / columns;
                boolean gone =
                    !role.endsWith("out_proj.bias")
                        && ((heads && step / 4 == 1) || (units && (step == 0 || step == 7)));
                float expected = gone ? 0 : before.bytes().getFloat(4 * index);
                assertEquals(expected, after.bytes().getFloat(4 * index), role + " " + index);
              }
            });
  }
}
