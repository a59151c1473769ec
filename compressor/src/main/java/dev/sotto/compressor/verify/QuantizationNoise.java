package dev.sotto.compressor.verify;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.QuantizedMatrix;
import java.util.Map;
import java.util.TreeMap;

/** What is left of weights that are stored as something smaller. */
public final class QuantizationNoise {
  private QuantizationNoise() {}

  /**
   * Signal-to-noise ratios, {@code 10 log10(sum w^2 / sum (w - q)^2)}, of the roles that are not
   * stored as floats that are used as they are; infinite where nothing is lost.
   *
   * @param floats the model before
   * @param quantised the same roles and shapes
   * @return decibels by role
   */
  public static Map<String, Double> decibels(WhisperModel floats, WhisperModel quantised) {
    Map<String, Double> decibels = new TreeMap<>();
    quantised
        .weights()
        .forEach(
            (role, weight) -> {
              if (weight.packing().isPresent()) {
                Tensor numbers = floats.weight(role).orElseThrow().logical();
                double noise = QuantizedMatrix.noise(numbers, weight.logical());
                decibels.put(role, -10 * Math.log10(noise));
              }
            });
    return decibels;
  }
}
