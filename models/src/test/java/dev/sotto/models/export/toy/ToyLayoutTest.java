package dev.sotto.models.export.toy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallFactors;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.DecoderPorts;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.LowRank;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.plan.ReplaceWeights;
import dev.sotto.models.shape.DeclaredShapes;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layout is a package, a line that registers it, and its test. */
class ToyLayoutTest {
  /** Whisper has no such bias; where q, k and v are one product, it is a part that is zero. */
  private static final String KEY_BIAS = ".self_attn.k_proj.bias";

  @TempDir Path folder;
  private Path source;
  private Path toy;

  @BeforeEach
  void makeBoth() throws IOException {
    source = SmallExport.separate(folder.resolve("source"));
    toy = ToyExport.of(SmallExport.separate(folder.resolve("toy")));
  }

  @Test
  void anExportIsOpenedByTheLayoutWhoseNamesItHas() {
    assertInstanceOf(ToyLayout.class, Exports.open(toy).layout());
    assertEquals("Optimum", Exports.open(source).layout().name());
  }

  @Test
  void portsAreThoseOfTheSourceUnderOtherNames() {
    for (Part part : new Part[] {Part.DECODER, Part.DECODER_WITH_PAST}) {
      DecoderPorts expected = ports(Exports.open(source).read(), part);
      DecoderPorts found = ports(Exports.open(toy).read(), part);
      assertEquals("ids", found.tokens().name());
      assertEquals(
          expected.caches().stream()
              .map(port -> port.id() + " " + port.past().isPresent())
              .sorted()
              .toList(),
          found.caches().stream()
              .map(port -> port.id() + " " + port.past().isPresent())
              .sorted()
              .toList());
    }
  }

  private static DecoderPorts ports(WhisperModel model, Part part) {
    return model.folder().layout().decoderPorts(Declared.of(model.files().get(part).graph()));
  }

  @Test
  void packedWeightsDoNotBecomeFactors() {
    WhisperModel model = Exports.open(toy).read();
    Map<String, Tensor> weights = new TreeMap<>();
    model.weights().forEach((role, weight) -> weights.put(role, weight.logical()));
    Map<String, Tensor> factors = SmallFactors.random(weights, 2);
    Plan plan =
        new Plan(
            Map.of(),
            HeadMode.FREE,
            Map.of(),
            List.of(new LowRank(new ReplaceWeights.InMemory(factors))));
    String message =
        assertThrows(SottoException.class, () -> PlanCheck.check(plan, model)).getMessage();
    assertEquals(
        "decoder.layers.0.self_attn.k_proj.weight: is packed with others in one tensor, and cannot"
            + " become two factors",
        message);
  }

  @Test
  void weightsAreReadAsThePartsThatTheyAre() {
    WhisperModel expected = Exports.open(source).read();
    WhisperModel found = Exports.open(toy).read();
    assertSame(expected, found);
    for (String name : new String[] {"q_proj", "k_proj", "v_proj"}) {
      LogicalWeight weight =
          found.weight("encoder.layers.1.self_attn." + name + ".weight").orElseThrow();
      assertTrue(weight.first().form().slice().isPresent(), name);
      assertEquals("encoder.layers.1.self_attn.qkv", weight.first().tensor().name());
    }
    assertEquals(
        expected.blocks().stream().map(block -> block.id() + " " + block.groups()).toList(),
        found.blocks().stream().map(block -> block.id() + " " + block.groups()).toList());
  }

  /** Heads leave three parts of one tensor; units and cross-attention lie as elsewhere. */
  @Test
  void groupsLeaveThePartsAsTheyLeaveTheWholes() {
    Plan plan =
        new Plan(
            Map.of(),
            HeadMode.FREE,
            Map.of(),
            Map.of(
                "encoder.layers.0.self_attn", List.of(1),
                "decoder.layers.0.self_attn", List.of(0, 2),
                "decoder.layers.1.self_attn", List.of(2),
                "decoder.layers.1.encoder_attn", List.of(0),
                "encoder.layers.1.ffn", List.of(3, 4, 9)),
            Map.of());
    WhisperModel expected = removed(source, plan);
    WhisperModel found = removed(toy, plan);
    assertSame(expected, found);
    assertArrayEquals(
        new long[] {SmallExport.WIDTH, 3L * SmallExport.HEAD_DIM},
        found
            .weight("decoder.layers.0.self_attn.v_proj.weight")
            .orElseThrow()
            .first()
            .tensor()
            .shape());
    OnnxModel encoder = found.files().get(Part.ENCODER);
    ShapedValue sound = ShapedValue.ofShape(1, SmallExport.MEL_BINS, 2L * SmallExport.SOURCE);
    ShapeInference.Walk walk =
        new ShapeInference(encoder.file(), encoder.graph()).walk(Map.of("sound", sound));
    assertEquals(List.of(), DeclaredShapes.contradictions(encoder.graph(), walk));
  }

  /** What is left, as it is read back. */
  private WhisperModel removed(Path export, Plan plan) {
    Path written = folder.resolve(export.getFileName() + "-left");
    WhisperModel model = Exports.open(export).read();
    Plan own = new Plan(ExportRewriter.identities(model), plan.heads(), Map.of(), plan.edits());
    try (OutputFolder output = OutputFolder.create(written, false)) {
      ExportRewriter.apply(model, own, output);
      output.complete();
    }
    return Exports.open(written).read();
  }

  /** All roles hold the same, byte for byte. */
  private static void assertSame(WhisperModel expected, WhisperModel found) {
    Map<String, LogicalWeight> weights = new TreeMap<>(found.weights());
    weights
        .values()
        .removeIf(weight -> weight.role().endsWith(KEY_BIAS) && isZero(weight.logical()));
    assertEquals(new TreeSet<>(expected.weights().keySet()), weights.keySet());
    weights.forEach(
        (role, weight) -> {
          Tensor logical = expected.weight(role).orElseThrow().logical();
          assertArrayEquals(logical.shape(), weight.logical().shape(), role);
          assertEquals(logical.bytes(), weight.logical().bytes(), role);
        });
  }

  private static boolean isZero(Tensor tensor) {
    return tensor.bytes().mismatch(ByteBuffer.allocate(tensor.bytes().remaining())) < 0;
  }
}
