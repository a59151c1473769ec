package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.quantize.Unpacking;
import dev.sotto.models.whisper.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that quantise, models and quantised files that are not as they should be. */
class DamagedQuantizationTest {
  private static final String BIAS = "decoder.layers.0.fc1.bias";
  private static final String FC1 = "decoder.layers.0.fc1.weight";
  private static final String PLAN =
      """
      {"format": "sotto-plan/2", "model": {}, "heads": "free", "settings": {},
       "edits": [{"edit": "quantize", %s}]}
      """;

  @TempDir Path folder;

  private static Plan plan(String role, String format) {
    return new Plan(
        Map.of(),
        HeadMode.FREE,
        Map.of(),
        List.of(new Quantize(Map.of(role, NumberFormat.of(format)), Optional.empty())));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY, 1e5f})
  void numbersThatAFormatDoesNotHaveAreNamedAndNothingIsWritten(float number) throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    SmallExport.edit(
        dense.resolve(SmallExport.MERGED_FILE),
        graph -> {
          for (Tensor tensor : List.copyOf(graph.initializers())) {
            if (tensor.name().endsWith("layers.0.fc1.bias")) {
              float[] values = new float[(int) tensor.elements()];
              values[1] = number;
              graph.putInitializer(tensor.withData(tensor.shape(), TensorData.ofFloats(values)));
            }
          }
        });
    Path target = folder.resolve("q");
    SottoException refusal =
        assertThrows(
            SottoException.class,
            () -> {
              try (OutputFolder output = OutputFolder.create(target, false)) {
                Plan plan = plan(BIAS, "float16");
                ExportRewriter.apply(
                    SmallExport.open(dense),
                    new Plan(
                        ExportRewriter.identities(SmallExport.open(dense)),
                        HeadMode.FREE,
                        Map.of(),
                        plan.edits()),
                    output);
                output.complete();
              }
            });
    assertTrue(refusal.getMessage().startsWith(BIAS + ": holds " + number), refusal::getMessage);
    assertFalse(Files.exists(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'formats': {'int8': 'a.weight'}",
        "'formats': {'int8': {'a': 'a.weight'}}",
        "'formats': {'int8': null}",
        "'formats': {'int2': ['a.weight']}",
        "'formats': {}, 'file': 'a\\u0000b'",
        "'formats': {}, 'file': ''"
      })
  void aPlanThatNamesNoRolesOrNoFileIsRefusedByItsName(String fields) throws IOException {
    Path file = folder.resolve("plan.json");
    Files.writeString(file, PLAN.formatted(fields.replace('\'', '"')));
    SottoException refusal = assertThrows(SottoException.class, () -> PlanFile.read(file));
    assertTrue(refusal.getMessage().startsWith(file + ": expected"), refusal::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p.safetensors", "/"})
  void aPlanIsNotItsOwnWeights(String name) {
    SottoException refusal =
        assertThrows(SottoException.class, () -> PlanFile.weightsBeside(Path.of(name)));
    assertEquals(SottoException.Code.USAGE, refusal.code());
  }

  /** What says other than it holds is not taken for numbers, and ends in no internal error. */
  @ParameterizedTest
  @CsvSource({
    "bits, 0",
    "bits, 16",
    "bits, -1",
    "bits, 1099511627776",
    "block_size, 0",
    "block_size, 1099511627776",
    "K, 1099511627776",
    "K, -1",
    "N, 7",
    "gather_axis, 1",
    "quantize_axis, 1"
  })
  void operatorsThatAreOfOtherSizesStayAsTheyAre(String attribute, long value) {
    Graph graph = quantised();
    int changed = 0;
    for (Node node : graph.nodes()) {
      if (node.attributes().containsKey(attribute) && Unpacking.isBlockOperator(node)) {
        node.setAttribute(attribute, new Attribute.Int(value));
        changed++;
      }
    }
    assertTrue(changed > 0);
    Unpacking.unpack(graph);
    assertEquals(changed, graph.nodes().stream().filter(Unpacking::isBlockOperator).count());
  }

  @Test
  void rowsThatArePutTogetherOtherwiseAreNotRead() {
    Graph graph = quantised();
    graph.initializers().stream()
        .map(Tensor::name)
        .filter(name -> name.startsWith("rows_shape"))
        .toList()
        .forEach(name -> graph.putInitializer(Tensor.ofLongs(name, 0, -1, 16)));
    Unpacking.unpack(graph);
    assertEquals(1, graph.nodes().stream().filter(Unpacking::isBlockOperator).count());
  }

  /** Levels of others may have zero points, and scales that are no constants. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void channelsThatAreStoredOtherwiseStayAsTheyAre(int input) {
    Graph graph = quantised(FC1, "int8-dynamic");
    List<Node> products =
        graph.nodes().stream()
            .filter(node -> node.opType().equals("DynamicQuantizeMatMul"))
            .toList();
    assertEquals(1, products.size());
    Node product = products.get(0);
    graph
        .nodes()
        .set(
            graph.nodes().indexOf(product),
            new Node(
                product.name(),
                product.domain(),
                product.opType(),
                IntStream.range(0, 4)
                    .mapToObj(at -> at == input ? "other" : product.input(at))
                    .toList(),
                product.outputs(),
                Map.of()));
    Unpacking.unpack(graph);
    assertEquals(
        1,
        graph.nodes().stream()
            .filter(node -> node.opType().equals("DynamicQuantizeMatMul"))
            .count());
  }

  private Graph quantised() {
    return quantised(Roles.EMBEDDING, "int8:16");
  }

  /** A decoder of which one weight is in integers. */
  private Graph quantised(String role, String format) {
    Path dense = SharedFiles.shared("fixtures/a01-optimum-op18");
    Path target = folder.resolve("quantised");
    try (OutputFolder output = OutputFolder.create(target, false)) {
      Plan plan =
          new Plan(
              ExportRewriter.identities(Exports.open(dense).read()),
              HeadMode.FREE,
              Map.of(),
              plan(role, format).edits());
      ExportRewriter.apply(Exports.open(dense).read(), plan, output);
      output.complete();
    }
    return OnnxModel.read(target.resolve("decoder_model.onnx")).graph();
  }
}
