package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Respelled;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.NumberFormats;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.plan.ReplaceWeights.Stored;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.ChannelFormat;
import dev.sotto.models.quantize.HalfFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.quantize.RowFormat;
import dev.sotto.models.safetensors.SafetensorsWriter;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights become blocks of integers in every spelling; what that computes is run elsewhere. */
class QuantizeTest {
  private static final String FC1 = "decoder.layers.0.fc1.weight";

  @TempDir Path folder;

  private static Map<String, NumberFormat> formats(WhisperModel model, String matrices) {
    Map<String, NumberFormat> formats = new TreeMap<>();
    model
        .weights()
        .forEach(
            (role, weight) ->
                formats.put(
                    role,
                    role.contains("_proj.weight") || role.contains("fc")
                        ? weight.shape().length == 2 ? NumberFormat.of(matrices) : new HalfFormat()
                        : weight.shape().length > 1 && matrices.equals("int8:32")
                            ? new RowFormat()
                            : new HalfFormat()));
    return formats;
  }

  private Plan plan(Path dense, Edit... edits) {
    return new Plan(
        ExportRewriter.identities(SmallExport.open(dense)),
        HeadMode.FREE,
        Map.of(),
        List.of(edits));
  }

  private Path apply(Path dense, String name, Plan plan) {
    Path target = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(target, false)) {
      ExportRewriter.apply(SmallExport.open(dense), PlanFile.of(plan), output);
      output.complete();
    }
    return target;
  }

  private static Tensor nearest(LogicalWeight weight, NumberFormat format) {
    return format.nearest(weight.logical());
  }

  private static void assertNumbers(WhisperModel dense, WhisperModel quantised) {
    dense
        .weights()
        .forEach(
            (role, weight) -> {
              LogicalWeight stored = quantised.weight(role).orElseThrow();
              NumberFormat format = stored.packing().orElseThrow();
              Tensor expected = nearest(weight, format);
              double worst = 0;
              for (int at = 0; at < expected.elements(); at++) {
                double one = expected.bytes().asFloatBuffer().get(at);
                worst =
                    Math.max(
                        worst, Math.abs(one - stored.logical().bytes().asFloatBuffer().get(at)));
              }
              double allowed = 0;
              assertTrue(worst <= allowed, role + " is off by " + worst);
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void everySpellingIsReadBackAsTheNumbersThatItStandsFor(int spelling) throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    SmallExport.editAll(dense, Respelled.SPELLINGS.get(spelling));
    for (String format : List.of("int8:32", "int4:16", "uint4:16", "int8-dynamic")) {
      Map<String, NumberFormat> formats = formats(SmallExport.open(dense), format);
      Path quantised =
          apply(
              dense,
              "q-" + format.replace(':', '-'),
              plan(dense, new Quantize(formats, Optional.empty())));
      WhisperModel read = Exports.open(quantised).read();
      assertEquals(formats.get(FC1), read.weight(FC1).orElseThrow().packing().orElseThrow());
      assertEquals(SmallExport.open(dense).blocks(), read.blocks());
      assertNumbers(SmallExport.open(dense), read);
    }
  }

  @Test
  void separateDecodersAreQuantisedAlike() throws IOException {
    Path dense = SmallExport.separate(folder.resolve("dense"));
    Plan plan =
        plan(dense, new Quantize(formats(SmallExport.open(dense), "int8"), Optional.empty()));
    assertNumbers(SmallExport.open(dense), Exports.open(apply(dense, "q", plan)).read());
  }

  @Test
  void aTiedEmbeddingIsStoredOnceForBothOfItsReaders() {
    Path dense = SharedFiles.shared("fixtures/a01-optimum-op18");
    WhisperModel model = Exports.open(dense).read();
    Map<String, NumberFormat> formats = Map.of(Roles.EMBEDDING, NumberFormat.of("int8:16"));
    Path quantised = apply(dense, "q", plan(dense, new Quantize(formats, Optional.empty())));
    WhisperModel read = Exports.open(quantised).read();
    LogicalWeight embedding = read.weight(Roles.EMBEDDING).orElseThrow();
    assertEquals(new BlockFormat(8, 16, false), embedding.packing().orElseThrow());
    assertEquals(model.weights().keySet(), read.weights().keySet());
    OnnxModel merged = OnnxModel.read(quantised.resolve(SmallExport.MERGED_FILE));
    Map<String, Integer> operators = NumberFormats.of(List.of(merged)).quantised();
    // In both branches of the merged decoder.
    assertEquals(Map.of("GatherBlockQuantized", 2, "MatMulNBits", 2), operators);
    assertEquals(
        1,
        merged.graph().initializers().stream()
            .filter(tensor -> tensor.name().startsWith(Roles.EMBEDDING + ".levels"))
            .count());
    assertTrue(
        merged.graph().initializers().stream()
            .noneMatch(tensor -> tensor.elements() == embedding.elements() && tensor.rank() == 2));
  }

  /** Before IR version 4, an initializer that is no input is an error. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsStoredIsDeclaredWhereWeightsAre(boolean declared) throws IOException {
    Path dense = folder.resolve("dense");
    for (String file : List.of("encoder_model.onnx", "decoder_model.onnx", "config.json")) {
      Files.createDirectories(dense);
      Files.copy(
          SharedFiles.shared("fixtures/a01-optimum-op18").resolve(file), dense.resolve(file));
    }
    OnnxModel file = OnnxModel.read(dense.resolve("decoder_model.onnx"));
    if (declared) {
      file.graph()
          .initializers()
          .forEach(tensor -> file.graph().inputs().add(ValueInfo.of(tensor)));
    }
    Path whole = folder.resolve("whole.onnx");
    file.write(whole);
    Files.move(whole, dense.resolve("decoder_model.onnx"), StandardCopyOption.REPLACE_EXISTING);
    Map<String, NumberFormat> formats =
        new TreeMap<>(Map.of(Roles.EMBEDDING, NumberFormat.of("int8:16")));
    formats.put(FC1, NumberFormat.of("uint8:16"));
    Path quantised = apply(dense, "q", plan(dense, new Quantize(formats, Optional.empty())));
    Graph graph = OnnxModel.read(quantised.resolve("decoder_model.onnx")).graph();
    Set<String> inputs = graph.inputs().stream().map(ValueInfo::name).collect(Collectors.toSet());
    for (Tensor tensor : graph.initializers()) {
      assertEquals(declared, inputs.contains(tensor.name()), tensor::toString);
    }
  }

  @Test
  void thePlanIsReadAsItIsWrittenAndGivesTheSameBytes() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Plan plan =
        plan(dense, new Quantize(formats(SmallExport.open(dense), "int4:16"), Optional.empty()));
    Path file = folder.resolve("plan.json");
    Files.write(file, PlanJson.write(plan));
    assertEquals(plan, PlanJson.read(file));
    Path one = apply(dense, "one", plan);
    Path other = apply(dense, "other", PlanJson.read(file));
    for (String name : List.of(SmallExport.ENCODER_FILE, SmallExport.MERGED_FILE)) {
      assertEquals(-1, Files.mismatch(one.resolve(name), other.resolve(name)), name);
    }
  }

  @Test
  void blocksThatCalibrationChoseAreTakenAsTheyAre() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    BlockFormat format = new BlockFormat(4, 16, false);
    Tensor other =
        SmallExport.tensor("other", new java.util.Random(4), SmallExport.shapes().get(FC1));
    QuantizedMatrix chosen = QuantizedMatrix.nearest(other, format, new float[0]);
    Path file = folder.resolve("blocks.safetensors");
    SafetensorsWriter.write(file, chosen.stored(FC1), Map.of());
    Quantize edit =
        new Quantize(Map.of(FC1, format), Optional.of(new Stored(file, FileIdentity.of(file))));
    WhisperModel read = Exports.open(apply(dense, "q", plan(dense, edit))).read();
    assertEquals(chosen.numbers("n").bytes(), read.weight(FC1).orElseThrow().logical().bytes());

    Quantize wrong = new Quantize(Map.of(FC1, new BlockFormat(8, 16, false)), edit.rounded());
    SottoException refusal =
        assertThrows(SottoException.class, () -> apply(dense, "wrong", plan(dense, wrong)));
    assertTrue(refusal.getMessage().contains("are not int8:16"), refusal.getMessage());
  }

  @Test
  void nothingIsQuantisedWhereNoRoleIsNamed() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Path same = apply(dense, "same", plan(dense, new Quantize(Map.of(), Optional.empty())));
    for (String name : List.of(SmallExport.ENCODER_FILE, SmallExport.MERGED_FILE)) {
      assertEquals(-1, Files.mismatch(dense.resolve(name), same.resolve(name)), name);
    }
  }

  @Test
  void whatIsQuantisedIsNotChangedAnyMore() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Edit quantize = new Quantize(Map.of(FC1, NumberFormat.of("int8")), Optional.empty());
    Edit removal = new RemoveGroups(Map.of("decoder.layers.0.ffn", List.of(1)));
    String message = refusal(dense, quantize, removal);
    assertTrue(message.contains("'" + FC1 + "' is stored as int8:64"), message);
    Path quantised = apply(dense, "q", plan(dense, quantize));
    message = refusal(quantised, removal);
    assertTrue(message.contains("start from the float32 export"), message);
    assertEquals(
        -1,
        Files.mismatch(
            apply(dense, "joined", plan(dense, removal, quantize)).resolve("encoder_model.onnx"),
            dense.resolve("encoder_model.onnx")));
  }

  private String refusal(Path dense, Edit... edits) {
    return assertThrows(
            SottoException.class,
            () -> PlanCheck.check(plan(dense, edits), Exports.open(dense).read()))
        .getMessage();
  }

  @Test
  void refusesWhatAPlaceCannotRead() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    String convolution =
        refusal(
            dense,
            new Quantize(
                Map.of("encoder.conv1.weight", NumberFormat.of("int8")), Optional.empty()));
    assertTrue(convolution.contains("which does not take int8:64"), convolution);
    // 12 columns fill no block, and gathered rows are not cut.
    String table =
        refusal(
            dense,
            new Quantize(Map.of(Roles.EMBEDDING, NumberFormat.of("int8")), Optional.empty()));
    assertTrue(table.contains("is read by Gather"), table);
    String channels =
        refusal(
            dense, new Quantize(Map.of(Roles.EMBEDDING, new ChannelFormat()), Optional.empty()));
    assertTrue(channels.contains("which does not take int8-dynamic"), channels);
    String unknown = refusal(dense, new Quantize(Map.of("x", new HalfFormat()), Optional.empty()));
    assertTrue(unknown.contains("quantises 'x'"), unknown);
  }

  @Test
  void quantisedExportsOfOthersAreReadAsNumbers() {
    WhisperModel dense = Exports.open(SharedFiles.shared("fixtures/a01-optimum-op18")).read();
    Path others = SharedFiles.shared("fixtures/f04-int4-matmulnbits");
    OnnxModel file = OnnxModel.read(others.resolve(SmallExport.ENCODER_FILE));
    dev.sotto.models.quantize.Unpacking.unpack(file.graph());
    List<Tensor> read =
        file.graph().initializers().stream()
            .filter(tensor -> tensor.name().endsWith(".numbers"))
            .toList();
    assertEquals(12, read.size());
    for (Tensor numbers : read) {
      double nearest =
          dense.weights().values().stream()
              .filter(weight -> java.util.Arrays.equals(weight.shape(), numbers.shape()))
              .mapToDouble(weight -> distance(weight.logical(), numbers))
              .min()
              .orElseThrow();
      // Of random weights of 4 bits in blocks of 16, a twelfth or so is lost.
      assertTrue(nearest < 0.15, numbers + " is " + nearest + " away from all weights");
    }
  }

  private static double distance(Tensor one, Tensor other) {
    double difference = 0;
    double size = 0;
    for (int at = 0; at < one.elements(); at++) {
      double a = one.bytes().asFloatBuffer().get(at);
      difference += Math.pow(a - other.bytes().asFloatBuffer().get(at), 2);
      size += a * a;
    }
    return Math.sqrt(difference / size);
  }
}
