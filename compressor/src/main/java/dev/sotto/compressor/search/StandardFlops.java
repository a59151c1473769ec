package dev.sotto.compressor.search;

import dev.sotto.eval.result.Formats;
import dev.sotto.models.whisper.Block;
import java.util.Map;

/** FLOPs of the standard workload. */
public record StandardFlops() implements Cost {
  private static final Map<String, Double> UNITS =
      Map.of("m", 1e6, "mflop", 1e6, "g", 1e9, "gflop", 1e9, "t", 1e12, "tflop", 1e12);

  @Override
  public String key() {
    return "flops";
  }

  @Override
  public String label() {
    return "FLOPs of a standard window";
  }

  @Override
  public Map<String, Double> units() {
    return UNITS;
  }

  @Override
  public double whole(CostSource model) {
    return model.flops();
  }

  @Override
  public double perGroup(CostSource model, Block block) {
    return model.groups().flops(block);
  }

  @Override
  public String show(double figure) {
    return Formats.flops(figure);
  }
}
