package dev.sotto.compressor.search;

import dev.sotto.eval.result.Formats;
import dev.sotto.models.whisper.Block;
import java.util.Map;

/** Milliseconds of the standard workload on this machine, as {@link GroupMillis} has them. */
public record WindowMillis() implements Cost {
  private static final Map<String, Double> UNITS = Map.of("ms", 1.0, "s", 1e3);

  @Override
  public String key() {
    return "ms";
  }

  @Override
  public String label() {
    return "time of a standard window";
  }

  @Override
  public Map<String, Double> units() {
    return UNITS;
  }

  @Override
  public double whole(CostSource model) {
    return model.millis().whole();
  }

  @Override
  public double perGroup(CostSource model, Block block) {
    return model.millis().of(block);
  }

  @Override
  public String show(double figure) {
    return Formats.millis(figure);
  }
}
