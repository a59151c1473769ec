package dev.sotto.models.quantize;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.BlockBuffer.Part;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * The blocks nearest to a matrix, searched for when a part of them is asked for. One search finds
 * all parts: those that were not asked for are kept until they are, except levels, which are as
 * large as the model.
 */
final class NearestBlocks {
  private final Tensor matrix;
  private final BlockFormat format;
  private final float[] importance;
  private final Map<Part, ByteBuffer> kept = new EnumMap<>(Part.class);

  /**
   * @param importance as {@link QuantizedMatrix#nearest(Tensor, BlockFormat, float[])} has it
   */
  NearestBlocks(Tensor matrix, BlockFormat format, float[] importance) {
    this.matrix = matrix;
    this.format = format;
    this.importance = importance;
  }

  synchronized ByteBuffer part(Part part) {
    ByteBuffer found = kept.remove(part);
    if (found != null) {
      return found;
    }
    BlockBuffer buffer = BlockBuffer.nearest(matrix, format, importance);
    for (Part other : Part.values()) {
      if (other != part && other != Part.LEVELS) {
        kept.put(other, other.of(buffer));
      }
    }
    return part.of(buffer);
  }
}
