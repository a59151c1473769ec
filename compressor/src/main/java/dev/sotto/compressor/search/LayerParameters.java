package dev.sotto.compressor.search;

import dev.sotto.eval.result.Formats;
import dev.sotto.models.whisper.Block;
import java.util.Map;

/** Parameters of all attentions and feed-forward networks that lie in groups. */
public record LayerParameters() implements Cost {
  @Override
  public String key() {
    return "layers";
  }

  @Override
  public String label() {
    return "parameters of the layers";
  }

  @Override
  public Map<String, Double> units() {
    return ModelParameters.UNITS;
  }

  @Override
  public double whole(CostSource model) {
    return model.groups().layerParameters();
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
