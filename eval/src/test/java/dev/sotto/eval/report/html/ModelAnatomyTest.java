package dev.sotto.eval.report.html;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.sotto.eval.cost.ExportBytes;
import dev.sotto.eval.cost.ModelAnatomy;
import dev.sotto.eval.cost.WeightKind;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.eval.report.html.LayerTable.Side;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.MadeUp;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.ModelSize;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ModelAnatomyTest {
  private static final int BYTES_OF_A_FLOAT = 4;

  @TempDir Path folder;

  private static ModelSize size(ExportFolder export) {
    var cost = WhisperCost.of(export);
    return MadeUp.size(export.read().parameters(), 0, cost.bytes(), cost.flops());
  }

  private static ModelAnatomy anatomy(Path path) {
    ExportFolder export = Exports.open(path);
    return ModelAnatomy.of(export);
  }

  private static List<Integer> widths(ModelAnatomy anatomy, Stack stack, Kind kind) {
    return anatomy.layers(stack).stream().map(layer -> layer.width(kind)).toList();
  }

  @Test
  void widthsAreThoseOfEveryLayer() {
    ModelAnatomy free = anatomy(shared("fixtures/a11-pruned-free"));
    ModelAnatomy dense = anatomy(shared("fixtures/a01-optimum-op18"));
    assertEquals(List.of(4, 4), widths(dense, Stack.ENCODER, Kind.SELF_ATTENTION));
    assertEquals(List.of(3, 4), widths(free, Stack.ENCODER, Kind.SELF_ATTENTION));
    assertEquals(List.of(4, 3), widths(free, Stack.DECODER, Kind.SELF_ATTENTION));
    assertEquals(List.of(4, 3), widths(free, Stack.DECODER, Kind.CROSS_ATTENTION));
    assertEquals(List.of(0, 0), widths(free, Stack.ENCODER, Kind.CROSS_ATTENTION));
  }

  @ParameterizedTest
  @ValueSource(strings = {"models/tiny.en", "fixtures/a11-pruned-free"})
  void bytesAreThoseOfTheFilesAndOfTheWeights(String name) {
    ExportFolder export = Exports.open(shared(name));
    ModelSize size = size(export);
    ModelAnatomy anatomy = ModelAnatomy.of(export);
    long all = anatomy.bytes().values().stream().mapToLong(Long::longValue).sum();
    assertEquals(size.bytes().getAsLong(), all);
    // Graphs and constants are small beside the weights that they read.
    long attention = anatomy.bytes().get(WeightKind.ENCODER_ATTENTION);
    long expected =
        export.read().weights().values().stream()
            .filter(weight -> weight.role().matches("encoder\\..*self_attn\\..*"))
            .mapToLong(weight -> BYTES_OF_A_FLOAT * weight.elements())
            .sum();
    assertEquals(expected, attention);
  }

  @Test
  void tablesShowWhatChangedAndAddUp() throws Exception {
    ExportFolder dense = Exports.open(shared("fixtures/a01-optimum-op18"));
    ExportFolder free = Exports.open(shared("fixtures/a11-pruned-free"));
    HtmlWriter html = new HtmlWriter();
    new LayerTable(
            Stack.DECODER,
            Optional.of(new Side(ModelAnatomy.of(dense), size(dense).flops())),
            new Side(ModelAnatomy.of(free), size(free).flops()))
        .write(html);
    Document table = Markup.parse(html.finish());
    List<String> changed =
        Markup.styled(table, "span", "changed").map(Element::getTextContent).toList();
    assertTrue(changed.containsAll(List.of("4 \u2192 3")), changed.toString());
    List<Element> rows = Markup.elements(table, "tr");
    assertEquals(5, rows.size(), "a header, two layers, the rest and the sum");
    Element rest = rows.get(3);
    // Cross keys and values are all in layers, and the vocabulary has no cache: nothing is left.
    assertEquals("0", rest.getElementsByTagName("td").item(3).getTextContent());
    Element bar = Markup.styled(table, "rect", "left").skip(3).findFirst().orElseThrow();
    assertEquals("75.0", bar.getAttribute("width"));
  }

  @Test
  void aFolderThatIsGoneOrHoldsOtherFilesIsSaid() throws IOException {
    Path model = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("model"));
    ExportFolder export = Exports.open(model);
    EvalResult any = Results.of(Results.heard("a", "b", "b"));
    EvalResult result =
        new EvalResult(
            ModelIdentity.of(export),
            any.data(),
            any.scoring(),
            any.utterances(),
            any.interval(),
            size(export),
            any.run(),
            any.versions());
    assertTrue(ReportedModel.of("m", result, folder).anatomy().isPresent());
    ReportedModel beside = ReportedModel.of("m", result.ofFolder("model"), folder);
    assertTrue(beside.anatomy().isPresent(), beside.absence());
    ReportedModel gone = ReportedModel.of("m", result.ofFolder("nowhere\0"), folder);
    assertTrue(gone.absence().contains("is not here"), gone.absence());
    Files.write(model.resolve("config.json"), new byte[] {'{'});
    ReportedModel broken = ReportedModel.of("m", result, folder);
    assertTrue(broken.absence().contains("cannot be read"), broken.absence());
    Files.copy(model.resolve("encoder_model.onnx"), model.resolve("decoder_model.onnx"));
    ReportedModel other = ReportedModel.of("m", result, folder);
    assertTrue(other.absence().contains("other files"), other.absence());
    assertTrue(other.anatomy().isEmpty());
    assertEquals(List.of(model), other.folders());
  }

  @Test
  void theFolderWithTheVeryFilesIsTaken() throws IOException {
    Path results = Files.createDirectories(folder.resolve("results"));
    Path other = Fixtures.folder("a11-pruned-free", true, results.resolve("out"));
    Path model = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("before"));
    EvalResult any = Results.of(Results.heard("a", "b", "b"));
    EvalResult result =
        new EvalResult(
            ModelIdentity.of(Exports.open(model)).inFolder("out"),
            any.data(),
            any.scoring(),
            any.utterances(),
            any.interval(),
            any.size(),
            any.run(),
            any.versions());
    ReportedModel changed = ReportedModel.of("m", result, results);
    assertTrue(changed.absence().contains("other files"), changed.absence());
    assertEquals(List.of(other), changed.folders());
    Fixtures.folder(Fixtures.REFERENCE, true, results);
    ReportedModel found = ReportedModel.of("m", result, results);
    assertTrue(found.anatomy().isPresent(), found.absence());
    assertEquals(List.of(other, results), found.folders());
  }

  @Test
  void weightsThatTwoGraphsReadFromOneFileCountOnce() throws IOException {
    Path model = Fixtures.folder(Fixtures.REFERENCE, false, folder.resolve("model"));
    ModelAnatomy apart = anatomy(model);
    for (String name : List.of("decoder_model.onnx", "decoder_with_past_model.onnx")) {
      storeOutside(model.resolve(name));
    }
    ModelAnatomy shared = anatomy(model);
    for (WeightKind kind : List.of(WeightKind.DECODER_FEED_FORWARD, WeightKind.VOCABULARY)) {
      double twice = apart.bytes().get(kind);
      assertEquals(twice / 2, shared.bytes().get(kind), 0.01 * twice, kind.name());
    }
    long all = shared.bytes().values().stream().mapToLong(Long::longValue).sum();
    assertEquals(ExportBytes.of(Exports.open(model)), all);
  }

  private final Map<ByteString, Long> stored = new HashMap<>();

  /** Moves large initializers to a file that all graphs of the folder share. */
  private void storeOutside(Path graph) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(graph)).toBuilder();
    Path outside = graph.resolveSibling("decoders.onnx_data");
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      ByteString bytes = tensor.getRawData();
      if (bytes.size() < 256) {
        continue;
      }
      if (!stored.containsKey(bytes)) {
        stored.put(bytes, Files.exists(outside) ? Files.size(outside) : 0);
        Files.write(
            outside, bytes.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      tensor.clearRawData().setDataLocation(TensorProto.DataLocation.EXTERNAL);
      Map.of("location", "decoders.onnx_data", "offset", Long.toString(stored.get(bytes)))
          .forEach(
              (key, value) ->
                  tensor.addExternalData(
                      StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    }
    Files.write(graph, model.build().toByteArray());
  }

  private static String layers(ReportedModel... models) {
    HtmlWriter html = new HtmlWriter();
    html.open("main");
    LayersSection.write(Results.page(models), html);
    return html.close().finish();
  }

  private static ReportedModel model(String name, boolean cached, long size) {
    ModelAnatomy known = anatomy(shared("fixtures/a01-optimum-op18"));
    return new ReportedModel(
        name,
        Results.of(size, Results.heard("a", "b", "b")),
        Optional.of(new ModelAnatomy(known.layers(), cached, known.bytes())),
        "",
        List.of());
  }

  @Test
  void whereEitherHasNoCacheTheReaderIsTold() {
    String both = layers(model("dense", true, 100), model("pruned", true, 80));
    assertTrue(both.contains("FLOPs of a token"));
    assertFalse(both.contains("cannot be told by layer"));
    String before = layers(model("dense", false, 100), model("pruned", true, 80));
    assertFalse(before.contains("FLOPs of a token"));
    assertTrue(before.contains("The baseline decodes without a cache: FLOPs of the decoder"));
    String after = layers(model("dense", true, 100), model("pruned", false, 80));
    assertTrue(after.contains("Without a cache, FLOPs of the decoder cannot be told by layer."));
  }
}
