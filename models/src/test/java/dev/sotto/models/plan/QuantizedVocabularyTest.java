package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.build.Frames;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.quantize.HalfFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Roles;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of an embedding of few bits leave as they are stored. */
class QuantizedVocabularyTest {
  private static final KeptTokens KEPT = KeptTokens.parse(200, List.of("3", "40-101", "150-199"));
  private static final String FC1 = "decoder.layers.0.fc1.weight";

  @TempDir Path folder;

  /** A fixture, or one whose logits come of a matrix of its own. */
  private Path dense(String name) {
    if (!name.equals("untied")) {
      return Fixtures.folder(name, folder.resolve("dense"));
    }
    Map<String, Tensor> weights = SmallExport.weights();
    weights.put(
        Roles.PROJECTION,
        SmallExport.tensor(
            Roles.PROJECTION, new Random(8), SmallExport.VOCABULARY, SmallExport.WIDTH));
    String config = SmallExport.CONFIG.replace("{", "{\"tie_word_embeddings\": false, ");
    return SmallExport.build(folder.resolve("dense"), config, weights, Frames.FIXED);
  }

  private static KeptTokens kept(WhisperModel model) {
    int all = model.config().vocabularySize();
    return KeptTokens.parse(all, List.of("3", "20-41", "50-" + (all - 5)));
  }

  private static Map<String, NumberFormat> formats(
      WhisperModel model, String embedding, String projection) {
    Map<String, NumberFormat> formats = new TreeMap<>();
    for (LogicalWeight weight : model.weights().values()) {
      boolean matrix = weight.role().matches(".*(_proj|fc[12])\\.weight");
      formats.put(weight.role(), matrix ? NumberFormat.of("int8:16") : new HalfFormat());
    }
    if (embedding.equals("as it is")) {
      formats.remove(Roles.EMBEDDING);
    } else {
      formats.put(Roles.EMBEDDING, NumberFormat.of(embedding));
    }
    formats.replace(Roles.PROJECTION, NumberFormat.of(projection));
    return formats;
  }

  private static Plan plan(WhisperModel model, Edit... edits) {
    return new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), List.of(edits));
  }

  private Path apply(Path dense, String name, Edit... edits) {
    WhisperModel model = Exports.open(dense).read();
    Plan plan = plan(model, edits);
    Path target = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(target, false)) {
      ExportRewriter.apply(model, plan, output);
      output.complete();
    }
    assertEquals(
        List.of(),
        RemovalCheck.differences(Exports.open(dense).read(), plan, Exports.open(target)));
    return target;
  }

  private static void assertKept(WhisperModel before, WhisperModel after, KeptTokens kept) {
    assertEquals(before.weights().keySet(), after.weights().keySet());
    for (LogicalWeight weight : before.weights().values()) {
      LogicalWeight left = after.weight(weight.role()).orElseThrow();
      assertEquals(weight.packing(), left.packing(), weight.role());
      boolean rows =
          weight.role().equals(Roles.EMBEDDING) || weight.role().equals(Roles.PROJECTION);
      if (!rows) {
        assertEquals(weight.logical().bytes(), left.logical().bytes(), weight.role());
        continue;
      }
      assertArrayEquals(new long[] {kept.size(), weight.shape()[1]}, left.shape());
      int width = (int) weight.shape()[1];
      FloatBuffer all = weight.logical().bytes().asFloatBuffer();
      FloatBuffer some = left.logical().bytes().asFloatBuffer();
      for (int row = 0; row < kept.size(); row++) {
        for (int column = 0; column < width; column++) {
          assertEquals(all.get(kept.old(row) * width + column), some.get(row * width + column), 0f);
        }
      }
    }
    assertEquals(kept.size(), after.config().vocabularySize());
  }

  @ParameterizedTest
  @CsvSource({
    "a01-optimum-op18, int8:16, int8",
    "a01-optimum-op18, int4:16, int8",
    "a01-optimum-op18, float16, int8",
    "a01-optimum-op18, int8-rows, int8",
    "a01-optimum-op18, as it is, int8",
    "a04-optimum-untied, int4:32, int8",
    "untied, float16, uint4:16",
    "untied, float16, int8-dynamic",
    "untied, int8-rows, float16",
    "untied, int8-rows, int8",
    "b02-optimum1.21-cache-position, int4:32, int8",
    "f06-external-data, int8:32, int8"
  })
  void rowsLeaveInEveryFormat(String fixture, String embedding, String projection) {
    Path dense = dense(fixture);
    KeepVocabulary keep = new KeepVocabulary(kept(Exports.open(dense).read()));
    Quantize quantize =
        new Quantize(formats(Exports.open(dense).read(), embedding, projection), Optional.empty());
    Path quantised = apply(dense, "q", quantize);
    Path trimmed = apply(quantised, "qt", keep);
    assertKept(Exports.open(quantised).read(), Exports.open(trimmed).read(), keep.tokens());
    // No number of a row depends on another row.
    Path other = apply(dense, "tq", keep, quantize);
    assertEquals(stored(other), stored(trimmed));
  }

  /** All tensors of an export as they are stored. */
  private static Map<String, Tensor> stored(Path export) {
    Map<String, Tensor> tensors = new TreeMap<>();
    Exports.open(export)
        .graphs()
        .forEach(
            (part, file) ->
                OnnxModel.read(file)
                    .graph()
                    .initializers()
                    .forEach(one -> tensors.put(part + " " + one.name(), one)));
    return tensors;
  }

  /** There a row of what is stored, which has one scale, runs over all tokens. */
  @Test
  void rowsThatRunOverTokensKeepTheirScales() {
    Path dense = dense("untied");
    WhisperModel model = Exports.open(dense).read();
    Quantize quantize = new Quantize(formats(model, "float16", "int8-rows"), Optional.empty());
    Path quantised = apply(dense, "q", quantize);
    Path trimmed = apply(quantised, "qt", new KeepVocabulary(kept(model)));
    assertKept(Exports.open(quantised).read(), Exports.open(trimmed).read(), kept(model));
  }

  /** As other tools store them: in a branch, and read through a Cast. */
  @ParameterizedTest
  @CsvSource({"a01-optimum-op18, int4:16", "a01-optimum-op18, int8-rows"})
  void scalesThatAreCastLeaveToo(String fixture, String embedding) {
    Path dense = dense(fixture);
    Path quantised =
        apply(
            dense,
            "q",
            new Quantize(formats(Exports.open(dense).read(), embedding, "int8"), Optional.empty()));
    SmallExport.editAll(quantised, QuantizedVocabularyTest::castScales);
    Path trimmed = apply(quantised, "qt", new KeepVocabulary(KEPT));
    assertKept(Exports.open(quantised).read(), Exports.open(trimmed).read(), KEPT);
  }

  private static boolean isScales(String name) {
    return name.contains("embed_tokens.weight") && name.contains(".scales");
  }

  private static void castScales(Graph graph) {
    for (Tensor scales : List.copyOf(graph.initializers())) {
      if (isScales(scales.name())) {
        graph.removeInitializer(scales.name());
        graph.putInitializer(FloatData.narrow(scales).withName("half"));
        read(graph, scales.name());
      }
    }
  }

  /** Has each graph that reads scales make them of {@code half}. */
  private static void read(Graph graph, String scales) {
    boolean reads = graph.nodes().stream().anyMatch(node -> node.inputs().contains(scales));
    graph.nodes().forEach(node -> node.subgraphs().values().forEach(inner -> read(inner, scales)));
    if (reads) {
      Attribute wide = new Attribute.Int(ElementType.FLOAT.onnxNumber());
      graph
          .nodes()
          .add(0, new Node("", "", "Cast", List.of("half"), List.of(scales), Map.of("to", wide)));
    }
  }

  /** There is no row of a token that leaves any more, and another one in its place. */
  @ParameterizedTest
  @ValueSource(strings = {"int4:16", "int8-rows"})
  void whatElseReadsRowsKeepsThemFromLeaving(String embedding) {
    Path dense = dense("a01-optimum-op18");
    WhisperModel model = Exports.open(dense).read();
    Path quantised =
        apply(dense, "q", new Quantize(formats(model, embedding, "int8"), Optional.empty()));
    SmallExport.editAll(quantised, QuantizedVocabularyTest::readARow);
    WhisperModel read = Exports.open(quantised).read();
    Plan plan = plan(read, new KeepVocabulary(KEPT));
    String message =
        assertThrows(SottoException.class, () -> PlanCheck.check(plan, read)).getMessage();
    assertTrue(message.contains("no token can leave: "), message);
    assertTrue(message.contains("'a row'"), message);
  }

  private static void readARow(Graph graph) {
    for (Tensor tensor : List.copyOf(graph.initializers())) {
      if (tensor.name().contains("embed_tokens.weight")) {
        graph.putInitializer(Tensor.ofLongs("the last", 199));
        List<String> inputs = List.of(tensor.name(), "the last");
        graph.nodes().add(new Node("a row", "", "Gather", inputs, List.of("row"), Map.of()));
        return;
      }
    }
  }

  @Test
  void oneAfterTheOtherAndWithAnotherName() {
    Path dense = Fixtures.folder("a01-optimum-op18", folder.resolve("dense"));
    WhisperModel model = Exports.open(dense).read();
    Path quantised =
        apply(dense, "q", new Quantize(formats(model, "int4:16", "int8"), Optional.empty()));
    KeepVocabulary second =
        new KeepVocabulary(KeptTokens.parse(KEPT.size(), List.of("1-2", "60-70")));
    Path named = apply(quantised, "out", new KeepVocabulary(KEPT), second, new NameGraphs("q4"));
    Path atOnce =
        apply(
            quantised,
            "one",
            new KeepVocabulary(KeptTokens.parse(200, List.of("40-41", "99-101", "150-157"))));
    assertEquals(stored(atOnce), stored(named));
  }

  @Test
  void nothingElseIsChangedAndNothingBehindQuantising() {
    Path dense = Fixtures.folder("a01-optimum-op18", folder.resolve("dense"));
    WhisperModel model = Exports.open(dense).read();
    Quantize quantize = new Quantize(formats(model, "int4:16", "int8"), Optional.empty());
    assertRefused(dense, quantize, new KeepVocabulary(KEPT));
    Path quantised = apply(dense, "q", quantize);
    KeepVocabulary keep = new KeepVocabulary(KEPT);
    assertRefused(quantised, keep, new RemoveGroups(Map.of("decoder.layers.0.ffn", List.of(1))));
    assertRefused(quantised, keep, SetContext.FLEXIBLE);
    assertRefused(quantised, keep, new ZeroBelow(Map.of(FC1, 0.1)));
  }

  private static void assertRefused(Path export, Edit... edits) {
    WhisperModel model = Exports.open(export).read();
    Plan plan = plan(model, edits);
    String message =
        assertThrows(SottoException.class, () -> PlanCheck.check(plan, model)).getMessage();
    assertTrue(message.endsWith("start from the float32 export"), message);
  }
}
