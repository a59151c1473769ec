package dev.sotto.compressor.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.eval.report.Table;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.BlockId.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A diagnosis as tables, as JSON, and read again. */
class DiagnosisOutputTest {
  private static final String NORM = "encoder.layers.0.self_attn_layer_norm";
  private static final String LAYER = "encoder.layers.0.self_attn.q_proj.weight";

  @TempDir Path folder;

  private static NormStatistics norm(Stack stack, String name, NormActivity activity) {
    return new NormStatistics(stack, name, new NormCapacity(100, 0.1, 0.5, 2, 0.25), activity);
  }

  private static ModelStatistics model(
      NormActivity activity, SpectralNorm layer, boolean gradients) {
    return new ModelStatistics(
        new ModelIdentity("m", Map.of("encoder_model.onnx", "abc")),
        List.of(
            norm(Stack.ENCODER, NORM, activity),
            norm(Stack.ENCODER, "encoder.layer_norm", new NormActivity(1, 0.5, 2, true)),
            norm(Stack.DECODER, "decoder.layer_norm", new NormActivity(1, 0.5, 2, true))),
        Map.of(
            Stack.ENCODER,
            List.of(layer),
            Stack.DECODER,
            List.of(new SpectralNorm("decoder.layers.0.fc1.weight", 3, 7, true))),
        gradients
            ? Optional.of(
                new StreamGradientNorms(
                    1.5, Map.of(NORM, 2.0, "encoder.layer_norm", 0.5, "decoder.layer_norm", 1.0)))
            : Optional.empty());
  }

  private static Diagnosis diagnosis(
      ModelStatistics dense, Optional<ModelStatistics> candidate, Optional<String> absent) {
    return new Diagnosis(
        dense,
        candidate,
        List.of(
            new HeardClip("a", 20, 5, TextSource.REFERENCE),
            new HeardClip("b", 30, 6, TextSource.HEARD)),
        7,
        absent,
        Map.of("sotto", "1"));
  }

  private static ModelStatistics plain() {
    return model(new NormActivity(4, 0.3, 2, true), new SpectralNorm(LAYER, 2, 9, true), true);
  }

  private static ModelStatistics poor() {
    return model(
        new NormActivity(1, Double.NaN, Double.NaN, false),
        new SpectralNorm(LAYER, 0, 1, true),
        true);
  }

  private static String text(Diagnosis diagnosis) {
    return DiagnosisTables.of(diagnosis).stream()
        .map(Table::toPlainText)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void whatDidNotConvergeIsMarkedAsABound() {
    ModelStatistics cut =
        model(
            new NormActivity(4, 0.3, 1.7, false), new SpectralNorm(LAYER, 2.5, 2_000, false), true);
    String found = text(diagnosis(plain(), Optional.of(cut), Optional.empty()));
    assertTrue(found.contains("q_proj 2.00 -> >=2.50"), found);
    assertTrue(found.contains("2.00 -> <=1.70"), found);
    assertTrue(found.contains("lower bound") && found.contains("upper bound"), found);
    String whole = text(diagnosis(plain(), Optional.of(plain()), Optional.empty()));
    assertFalse(whole.contains("bound"), whole);
  }

  @Test
  void aMatrixOfZerosHasALogGainOfMinusInfinity() {
    String found = text(diagnosis(plain(), Optional.of(poor()), Optional.empty()));
    assertTrue(found.contains("q_proj 2.00 -> 0.00"), found);
    assertTrue(found.contains("0.693 -> -inf"), found);
    // What is no number stays unmarked.
    assertTrue(found.contains("2.00 -> -"), found);
    assertFalse(found.contains("<=-"), found);
  }

  @Test
  void withoutACandidateBothSayThatNothingIsJudged() {
    Diagnosis alone = diagnosis(plain(), Optional.empty(), Optional.empty());
    assertTrue(text(alone).contains("give a CANDIDATE"), text(alone));
    ObjectNode json = DiagnosisJson.of(alone);
    assertFalse(json.has("fragile"), json.toString());
    assertEquals("needs a candidate to compare with", json.get("fragileAbsent").asText());
    ObjectNode both = DiagnosisJson.of(diagnosis(plain(), Optional.of(poor()), Optional.empty()));
    assertFalse(both.has("fragileAbsent"), both.toString());
    assertFalse(both.get("fragile").isEmpty(), both.toString());
  }

  private Diagnosis writtenAndRead(Diagnosis diagnosis) throws IOException {
    Path file = folder.resolve("diagnosis.json");
    Files.write(file, JsonFiles.write(DiagnosisJson.of(diagnosis)));
    return DiagnosisJsonReader.read(file);
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    Diagnosis both = diagnosis(plain(), Optional.of(poor()), Optional.empty());
    assertEquals(both, writtenAndRead(both));
    assertEquals(both.findings(), writtenAndRead(both).findings());
    Diagnosis alone = diagnosis(plain(), Optional.empty(), Optional.empty());
    assertEquals(alone, writtenAndRead(alone));
    ModelStatistics without =
        new ModelStatistics(
            plain().identity(), plain().norms(), plain().linears(), Optional.empty());
    Diagnosis fast = diagnosis(without, Optional.of(without), Optional.of("not asked for"));
    assertEquals(fast, writtenAndRead(fast));
  }

  @Test
  void whatIsNoDiagnosisIsRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("eval.json"), "{\"format\": \"sotto-eval/1\"}");
    SottoException e = assertThrows(SottoException.class, () -> DiagnosisJsonReader.read(other));
    assertTrue(e.getMessage().contains("sotto-diagnose/1"), e.getMessage());
    ObjectNode json = DiagnosisJson.of(diagnosis(plain(), Optional.empty(), Optional.empty()));
    ((ObjectNode) json.get("dense").get("norms").get(0)).remove("variance");
    Path lacking = Files.write(folder.resolve("lacking.json"), JsonFiles.write(json));
    SottoException missing =
        assertThrows(SottoException.class, () -> DiagnosisJsonReader.read(lacking));
    assertTrue(missing.getMessage().contains("\"variance\""), missing.getMessage());
  }
}
