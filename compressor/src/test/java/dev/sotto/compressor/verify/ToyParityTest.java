package dev.sotto.compressor.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallExport;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.export.toy.ToyExport;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever runs exports runs those of any layout, by its ports. */
class ToyParityTest {
  @TempDir Path folder;

  @Test
  void headsThatWereCutOutOfOneProductAreGoneWithoutATrace() throws IOException {
    Path toy = ToyExport.of(SmallExport.separate(folder.resolve("toy")));
    WhisperModel model = Exports.open(toy).read();
    Plan plan =
        new Plan(
            ExportRewriter.identities(model),
            HeadMode.FREE,
            Map.of(),
            Map.of(
                "encoder.layers.0.self_attn", List.of(1),
                "decoder.layers.0.self_attn", List.of(0, 2),
                "decoder.layers.1.encoder_attn", List.of(0)),
            Map.of());
    Soundness.checkInput(model, Soundness.Trial.ALWAYS);
    Path compressed = folder.resolve("compressed");
    try (OutputFolder output = OutputFolder.create(compressed, false)) {
      ExportRewriter.apply(model, plan, output);
      Soundness.checkOutput(output);
      output.complete();
    }
    Parity parity =
        new ParityCheck(SessionSettings.defaults(), 7, Progress.NONE)
            .check(Exports.open(toy), Exports.open(compressed), plan);
    assertTrue(parity.holds(), parity::toString);
  }
}
