package dev.sotto.compressor.search;

import dev.sotto.models.whisper.Block;
import java.util.Map;

/**
 * What a budget can count of a model, one class for each kind. What leaves with a group leaves
 * whatever else does, so that costs add up.
 */
public sealed interface Cost
    permits ModelParameters, LayerParameters, StandardFlops, FileBytes, WindowMillis {

  /** How a budget spells it. */
  String key();

  /** How people call it. */
  String label();

  /** By their names in lower case, the units in which an amount can be told, in that of this. */
  Map<String, Double> units();

  /** Of the dense model. */
  double whole(CostSource model);

  /** What leaves with one group of {@code block}. */
  double perGroup(CostSource model, Block block);

  /** The most that a rewrite may add by itself, which is to be saved besides. */
  default double reserve(CostSource model) {
    return 0;
  }

  /** For people, for example {@code 37.2 M}. */
  String show(double figure);
}
