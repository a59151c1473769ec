package dev.sotto.compressor.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.Calibration;
import dev.sotto.compressor.calibrate.CalibrationSpeech;
import dev.sotto.compressor.calibrate.CalibrationSpeech.Recording;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationBudgetTest {
  @TempDir Path folder;

  private Recording recording(int samples) {
    Path file = Tones.write(folder.resolve(samples + ".wav"), 300, samples);
    return new Recording("r" + samples, AudioPart.whole(file), Optional.empty(), Optional.empty());
  }

  private static SottoException refusal(Path model, ActivationBudget budget, Recording... two) {
    try (Calibration calibration =
        new Calibration(
            Exports.open(model),
            SessionSettings.defaults().withIntraThreads(1),
            Optional.empty(),
            budget::check)) {
      CalibrationSpeech speech = new CalibrationSpeech("test", List.of(two));
      SottoException e =
          assertThrows(SottoException.class, () -> calibration.clips(speech, Progress.NONE));
      assertEquals(SottoException.Code.BAD_INPUT, e.code());
      return e;
    }
  }

  /** 29 + 25 positions of 32 channels, 4 bytes each. */
  @Test
  void clipsThatWouldNotFitTheMemoryAreRefusedBeforeTheModelHearsOne() throws IOException {
    Path model = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("small"));
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    Recording[] two = {recording(9_000), recording(8_000)};
    Files.writeString(model.resolve("encoder_model.onnx"), "no model");
    SottoException e = refusal(model, new ActivationBudget(6_911), two);
    assertTrue(e.getMessage().contains("2 clips need 1 MB"), e.getMessage());
    assertTrue(e.getMessage().contains("lower --clips"), e.getMessage());
    SottoException later = refusal(model, new ActivationBudget(6_912), two);
    assertTrue(later.getMessage().contains("encoder_model.onnx"), later.getMessage());
  }

  @Test
  void oneClipHasNothingToBeComparedWith() {
    CalibrationSpeech one = CalibrationSpeech.of(List.of(Path.of("a.wav")));
    assertEquals(
        SottoException.Code.BAD_INPUT,
        assertThrows(SottoException.class, () -> Diagnoser.draw(one, 16, 1)).code());
    CalibrationSpeech two = CalibrationSpeech.of(List.of(Path.of("a.wav"), Path.of("b.wav")));
    assertEquals(
        SottoException.Code.USAGE,
        assertThrows(SottoException.class, () -> Diagnoser.draw(two, 1, 1)).code());
  }
}
