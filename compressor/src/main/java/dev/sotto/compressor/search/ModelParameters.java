package dev.sotto.compressor.search;

import dev.sotto.eval.result.Formats;
import dev.sotto.models.whisper.Block;
import java.util.Map;

/** Parameters of the model. */
public record ModelParameters() implements Cost {
  static final Map<String, Double> UNITS = Map.of("k", 1e3, "m", 1e6, "g", 1e9);

  @Override
  public String key() {
    return "params";
  }

  @Override
  public String label() {
    return "parameters";
  }

  @Override
  public Map<String, Double> units() {
    return UNITS;
  }

  @Override
  public double whole(CostSource model) {
    return model.groups().model().parameters();
  }

  @Override
  public double perGroup(CostSource model, Block block) {
    return model.groups().parameters(block);
  }

  @Override
  public String show(double figure) {
    return Formats.count(figure);
  }
}
