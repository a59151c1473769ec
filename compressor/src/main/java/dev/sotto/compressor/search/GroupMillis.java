package dev.sotto.compressor.search;

import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a standard window takes on one machine, as a straight line: all of it, less a constant for
 * every group that is gone.
 *
 * @param whole milliseconds of the dense model
 * @param perGroup milliseconds that leave with one group, by {@linkplain #family family}; none
 *     below 0
 */
public record GroupMillis(double whole, Map<String, Double> perGroup) {
  public GroupMillis {
    perGroup = Map.copyOf(new TreeMap<>(perGroup));
  }

  /** Blocks of the same shapes, for example {@code encoder.ffn}: all of a kind in a stack. */
  static String family(BlockId id) {
    return id.stack().label() + "." + id.kind().label();
  }

  double of(Block block) {
    return perGroup.getOrDefault(family(block.id()), 0.0);
  }
}
