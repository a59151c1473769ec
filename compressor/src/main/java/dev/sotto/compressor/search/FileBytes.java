package dev.sotto.compressor.search;

import dev.sotto.eval.cost.ExportBytes;
import dev.sotto.eval.result.Formats;
import dev.sotto.models.whisper.Block;
import java.util.Map;

/** Bytes of the graph files and their external data. */
public record FileBytes() implements Cost {
  private static final Map<String, Double> UNITS = Map.of("kb", 1e3, "mb", 1e6, "gb", 1e9);

  private static final int RESERVE_PER_BLOCK = 128;

  @Override
  public String key() {
    return "bytes";
  }

  @Override
  public String label() {
    return "bytes of the files";
  }

  @Override
  public Map<String, Double> units() {
    return UNITS;
  }

  @Override
  public double whole(CostSource model) {
    return ExportBytes.of(model.groups().model().folder());
  }

  @Override
  public double perGroup(CostSource model, Block block) {
    return model.groups().bytes(block);
  }

  /** Copies of constants that state the number of heads, of which several readers had one. */
  @Override
  public double reserve(CostSource model) {
    return (double) RESERVE_PER_BLOCK * model.groups().model().blocks().size();
  }

  @Override
  public String show(double figure) {
    return Formats.bytes(figure);
  }
}
