package dev.sotto.compressor.quantize;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each unit of a model costs in its reference format: the divergence of what the model says of
 * speech.
 *
 * @param nats by the unit's name
 */
public record UnitCosts(Map<String, Double> nats) {
  public UnitCosts {
    nats = new TreeMap<>(nats);
  }

  /** Where they come from: measured, or kept from before. */
  public interface Source {
    UnitCosts of(WhisperModel model, List<CalibrationClip> clips, Progress progress);
  }

  /** Measures them. */
  public static UnitCosts measure(
      WhisperModel model, List<CalibrationClip> clips, Progress progress) {
    Map<String, Double> nats = new TreeMap<>();
    FormatSensitivity.measure(model, FormatUnit.of(model), clips, progress)
        .forEach((unit, divergence) -> nats.put(unit.name(), divergence));
    return new UnitCosts(nats);
  }
}
