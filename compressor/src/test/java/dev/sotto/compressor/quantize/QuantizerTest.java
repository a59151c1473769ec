package dev.sotto.compressor.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallFactors;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.LowRank;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.Quantize;
import dev.sotto.models.plan.ReplaceWeights.Stored;
import dev.sotto.models.safetensors.SafetensorsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rounding a model gets is decided in one place, for every command. */
class QuantizerTest {
  @TempDir Path folder;

  private static List<CalibrationClip> unheard() {
    throw new AssertionError("nothing is to be heard");
  }

  private WhisperModel thin() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Path factors = folder.resolve("factors.safetensors");
    SafetensorsWriter.write(factors, SmallFactors.random(SmallExport.weights(), 3), Map.of());
    Plan plan =
        new Plan(
            ExportRewriter.identities(SmallExport.open(dense)),
            HeadMode.FREE,
            Map.of(),
            List.of(new LowRank(new Stored(factors, FileIdentity.of(factors)))));
    try (OutputFolder output = OutputFolder.create(folder.resolve("thin"), false)) {
      ExportRewriter.apply(SmallExport.open(dense), plan, output);
      output.complete();
    }
    return Exports.open(folder.resolve("thin")).read();
  }

  @Test
  void thinFactorsGetWhatIsNearestWhetherThereIsSpeechOrNot() {
    Path blocks = folder.resolve("blocks.safetensors");
    Quantizer quantizer =
        new Quantizer(RoleFormats.of("int8:16"), UnitCosts::measure, Progress.NONE);
    WhisperModel thin = thin();
    Quantize edit = quantizer.edit(thin, Optional.of(QuantizerTest::unheard), blocks);
    assertEquals(quantizer.edit(thin, Optional.empty(), blocks), edit);
    assertTrue(edit.rounded().isEmpty());
    assertFalse(Files.exists(blocks));
  }

  @Test
  void aSizeCannotBeKeptToWithThinFactors() {
    WhisperModel thin = thin();
    Quantizer quantizer = new Quantizer(new SizeLimit(1000), UnitCosts::measure, Progress.NONE);
    String message =
        assertThrows(
                SottoException.class,
                () ->
                    quantizer.edit(
                        thin, Optional.of(QuantizerTest::unheard), folder.resolve("blocks")))
            .getMessage();
    assertTrue(message.contains("thin factors"), message);
  }

  @Test
  void aSizeThatNothingFitsIsRefusedBeforeAnybodyListens() {
    WhisperModel dense = SmallExport.open(SmallExport.merged(folder.resolve("dense")));
    Quantizer quantizer = new Quantizer(new SizeLimit(1000), UnitCosts::measure, Progress.NONE);
    SottoException refused =
        assertThrows(
            SottoException.class,
            () ->
                quantizer.edit(
                    dense, Optional.of(QuantizerTest::unheard), folder.resolve("blocks")));
    assertEquals(SottoException.Code.CHECK_FAILED, refused.code());
    assertTrue(refused.getMessage().contains("nothing is as small"), refused.getMessage());
  }
}
