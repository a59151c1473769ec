package dev.sotto.eval.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.export.optimum.OptimumLayout;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.shape.DeclaredShapes;
import dev.sotto.models.shape.EvaluatedNode;
import dev.sotto.models.shape.InnerShapes;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that went through shape inference declare inner values; these follow a removal. */
class RemovedDeclarationsTest {
  private static final Map<String, List<Integer>> REMOVED =
      Map.of(
          "decoder.layers.0.self_attn", List.of(1),
          "decoder.layers.1.self_attn", List.of(2, 3),
          "decoder.layers.0.encoder_attn", List.of(0),
          "decoder.layers.0.ffn", List.of(0, 2, 4),
          "decoder.layers.1.ffn", List.of(3, 7, 8, 40));

  @TempDir Path folder;

  @Test
  void innerValuesOfAMergedDecoderDeclareWhatARunHas() {
    Path dense = Fixtures.folder("f07-onnxslim", true, folder.resolve("dense"));
    WhisperModel model = removed(dense);
    OnnxModel decoder = model.files().get(Part.DECODER_MERGED);
    for (DecoderCall call : List.of(new DecoderCall(4, 0, 60), new DecoderCall(1, 4, 60))) {
      ShapeInference.Walk walk =
          new ShapeInference(decoder.file(), decoder.graph())
              .walk(call.inputs(decoder, new OptimumLayout(), model.config()));
      assertEquals(List.of(), InnerShapes.contradictions(decoder.graph(), walk));
      assertEquals(List.of(), DeclaredShapes.contradictions(decoder.graph(), walk));
    }
  }

  /** As shape inference leaves a file: every inner value is declared. */
  @Test
  void innerValuesOfADecoderWithPastDeclareWhatARunHas() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, false, folder.resolve("dense"));
    WhisperConfig config = WhisperConfig.read(dense);
    Path file = dense.resolve(new OptimumLayout().fileName(Part.DECODER_WITH_PAST));
    OnnxModel plain = OnnxModel.read(file);
    for (EvaluatedNode node : step(plain, config).nodes()) {
      for (int output = 0; output < node.node().outputs().size(); output++) {
        plain
            .graph()
            .values()
            .add(
                new ValueInfo(
                    node.node().outputs().get(output),
                    Optional.of(ElementType.FLOAT),
                    Optional.of(
                        Arrays.stream(node.outputs().get(output).shape())
                            .<ValueInfo.Dim>mapToObj(ValueInfo.Dim.Size::new)
                            .toList())));
      }
    }
    plain.write(dense.resolve("declared.onnx"));
    Files.move(dense.resolve("declared.onnx"), file, StandardCopyOption.REPLACE_EXISTING);
    WhisperModel model = removed(dense);
    OnnxModel decoder = model.files().get(Part.DECODER_WITH_PAST);
    assertFalse(decoder.graph().values().isEmpty());
    assertEquals(List.of(), InnerShapes.contradictions(decoder.graph(), step(decoder, config)));
  }

  private static ShapeInference.Walk step(OnnxModel decoder, WhisperConfig config) {
    return new ShapeInference(decoder.file(), decoder.graph())
        .walk(new DecoderCall(1, 4, 60).inputs(decoder, new OptimumLayout(), config));
  }

  @Test
  void anotherStructureIsNamed() {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    WhisperModel model = Exports.open(dense).read();
    Plan plan = new Plan(Map.of(), HeadMode.FREE, Map.of(), REMOVED, Map.of());
    SottoException different =
        assertThrows(
            SottoException.class, () -> PlanCheck.check(plan, model).check(Exports.open(dense)));
    assertEquals(
        dense
            + ": expected 3 groups of size 8 for decoder.layers.0.encoder_attn, found 4 groups"
            + " of size 8",
        different.getMessage());
  }

  private WhisperModel removed(Path dense) {
    WhisperModel model = Exports.open(dense).read();
    Path out = folder.resolve("out");
    try (OutputFolder output = OutputFolder.create(out, false)) {
      ExportRewriter.apply(
          model,
          new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), REMOVED, Map.of()),
          output);
      output.complete();
    }
    return Exports.open(out).read();
  }
}
