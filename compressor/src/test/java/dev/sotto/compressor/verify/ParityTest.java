package dev.sotto.compressor.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sotto.compressor.verify.Parity.Measurement;
import dev.sotto.runtime.session.OptimizationLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParityTest {
  @Test
  void aFailureNamesWhatTheUserKnows() {
    Measurement failed =
        new Measurement(
            "f",
            OptimizationLevel.DISABLED,
            Double.NaN,
            Double.NaN,
            1,
            Optional.of(Path.of("made", "x.onnx") + ": cannot be loaded"));
    Measurement held =
        new Measurement("f", OptimizationLevel.DISABLED, 0, 0.5, 1, Optional.empty());
    Parity parity =
        new Parity(List.of(held, failed), 1).shown(Path.of("made"), Path.of("quantised"));
    assertEquals(
        Path.of("quantised", "x.onnx") + ": cannot be loaded", parity.failure().orElseThrow());
    assertEquals(held, parity.measurements().get(0));
    assertFalse(parity.holds());
  }
}
