package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of several edits, on an export that the test makes itself. */
class EditsTest {
  private static final String FFN = "decoder.layers.0.ffn";
  private static final String FC1 = "decoder.layers.0.fc1.weight";
  private static final String HEADS = "decoder.layers.1.encoder_attn";

  @TempDir Path folder;
  private Path dense;

  @BeforeEach
  void build() throws IOException {
    dense = SmallExport.merged(folder.resolve("dense"));
  }

  private WhisperModel model() {
    return SmallExport.open(dense);
  }

  private Plan plan(Edit... edits) {
    return new Plan(ExportRewriter.identities(model()), HeadMode.FREE, Map.of(), List.of(edits));
  }

  private Path apply(String name, Plan plan) {
    return apply(name, PlanFile.of(plan));
  }

  private Path apply(String name, PlanFile plan) {
    Path target = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(target, false)) {
      ExportRewriter.apply(model(), plan, output);
      output.complete();
    }
    assertEquals(List.of(), RemovalCheck.differences(model(), plan.plan(), Exports.open(target)));
    return target;
  }

  private void assertSameGraphs(Path one, Path other) throws IOException {
    for (String file : List.of(SmallExport.ENCODER_FILE, SmallExport.MERGED_FILE, "config.json")) {
      assertEquals(-1, Files.mismatch(one.resolve(file), other.resolve(file)), file);
    }
  }

  private String refusal(Plan plan) {
    return assertThrows(SottoException.class, () -> PlanCheck.check(plan, model())).getMessage();
  }

  @Test
  void aRemovalFindsWhatTheOneBeforeLeft() throws IOException {
    Plan twice =
        plan(
            new RemoveGroups(Map.of(FFN, List.of(2, 5), HEADS, List.of(0))),
            new RemoveGroups(Map.of(FFN, List.of(0, 2, 11), HEADS, List.of(1))));
    Plan once = plan(new RemoveGroups(Map.of(FFN, List.of(0, 2, 3, 5, 13), HEADS, List.of(0, 2))));
    assertEquals(once.remove(), twice.remove());
    assertSameGraphs(apply("once", once), apply("twice", twice));
    assertEquals(
        "the plan removes group 12 of 'decoder.layers.0.ffn', which has 12",
        refusal(
            plan(
                new RemoveGroups(Map.of(FFN, List.of(2, 5))),
                new RemoveGroups(Map.of(FFN, List.of(12))))));
  }

  @Test
  void eachEditIsHeldToThePromiseOfHeads() {
    RemoveGroups removal = new RemoveGroups(Map.of(HEADS, List.of(0)));
    PlanCheck.check(plan(removal), model());
    Plan uniform = new Plan(Map.of(), HeadMode.UNIFORM, Map.of(), List.of(removal));
    assertEquals(
        "the plan says uniform heads, but leaves 2 in '" + HEADS + "' and 3 before it",
        refusal(uniform));
    PlanCheck.check(new Plan(Map.of(), HeadMode.UNIFORM, Map.of(), List.of()), model());
  }

  @Test
  void whatTheModelLacksIsRefused() {
    assertEquals(
        "the plan names block 'x', which the model does not have",
        refusal(plan(new RemoveGroups(Map.of("x", List.of(0))))));
    assertEquals(
        "the plan removes all 3 groups of '" + HEADS + "'; one must stay",
        refusal(plan(new RemoveGroups(Map.of(HEADS, List.of(0, 1, 2))))));
    assertEquals(
        "the plan sets weights of 'x' to zero, which the model does not have",
        refusal(plan(new ZeroBelow(Map.of("x", 0.5)))));
    assertEquals(
        "the plan replaces 'x', which the model does not have",
        refusal(plan(ReplaceWeights.of(Map.of("x", tensor(1))))));
  }

  private static Tensor tensor(long... shape) {
    float[] values = new float[(int) Tensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - 3;
    }
    return new Tensor(
        "w", dev.sotto.models.graph.ElementType.FLOAT, shape, TensorData.ofFloats(values));
  }

  @Test
  void weightsOfAFileReplaceThoseThatARemovalLeft() throws IOException {
    Tensor smaller = tensor(SmallExport.DECODER_UNITS - 2, SmallExport.WIDTH);
    Path weights = folder.resolve("tuned.safetensors");
    SafetensorsWriter.write(weights, Map.of(FC1, smaller), Map.of());
    Plan plan =
        plan(
            new RemoveGroups(Map.of(FFN, List.of(1, 6))),
            new ReplaceWeights(new ReplaceWeights.Stored(weights, FileIdentity.of(weights))),
            new ZeroBelow(Map.of(FC1, 2.5)));
    Path file = Files.write(folder.resolve("plan.json"), PlanJson.write(plan));
    Path out = apply("tuned", PlanFile.read(file));
    float[] values = new float[(int) smaller.elements()];
    SmallExport.open(out).weight(FC1).orElseThrow().logical().bytes().asFloatBuffer().get(values);
    for (int i = 0; i < values.length; i++) {
      assertEquals(Math.abs(i - 3) < 2.5 ? 0 : i - 3, values[i]);
    }
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(out.resolve(PlanFile.NAME)));
    try (OutputFolder zeroed = OutputFolder.create(folder.resolve("zeroed"), false)) {
      assertThrows(SottoException.class, () -> ExportRewriter.applyAsZeros(model(), plan, zeroed));
    }
    SafetensorsWriter.write(weights, Map.of(FC1, tensor(1, 2)), Map.of());
    assertTrue(refusal(plan).contains("that the plan replaces weights by"), refusal(plan));
    assertEquals(
        FC1 + ": expected to be replaced by FLOAT[14, 12], found FLOAT[1, 2]",
        refusal(plan(ReplaceWeights.of(Map.of(FC1, tensor(1, 2))))));
  }

  @Test
  void anEditThatSottoDoesNotHaveTakesARecordAndAnApplier() throws IOException {
    Plan plan =
        plan(
            new RemoveGroups(Map.of(FFN, List.of(1))),
            new RenameTensor("encoder.conv1.weight", "first.convolution"));
    Path file = Files.write(folder.resolve("plan.json"), PlanJson.write(plan));
    assertThrows(SottoException.class, () -> PlanJson.read(file));
    PlanJson form = PlanJson.builtIn().with(RenameTensor.KIND, RenameTensor::read);
    PlanFile read = PlanFile.read(file, form);
    assertEquals(plan, read.plan());
    WhisperModel renamed = SmallExport.open(apply("renamed", read));
    assertEquals(
        "first.convolution",
        renamed.weight("encoder.conv1.weight").orElseThrow().first().tensor().name());
    assertEquals("nothing is called 'x'", refusal(plan(new RenameTensor("x", "y"))));
  }
}
