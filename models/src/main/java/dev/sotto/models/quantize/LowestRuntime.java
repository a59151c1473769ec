package dev.sotto.models.quantize;

import dev.sotto.models.whisper.Roles;
import java.util.Map;
import java.util.Optional;

/**
 * Which ONNX Runtime is needed at least to load quantised weights. Each was tried: 1.20.1 refuses
 * products of 8 bits and 1.22.1 embeddings of blocks, 1.23.2 and 1.32.0 load all.
 */
public final class LowestRuntime {
  private static final String BLOCKS_GATHERED = "1.23";
  private static final String PRODUCTS_OF_8_BITS = "1.22";
  private static final String PRODUCTS_OF_4_BITS = "1.20";

  private LowestRuntime() {}

  /**
   * The version, as far as number formats tell.
   *
   * @param formats by role
   * @return none if no weight is in blocks
   */
  public static Optional<String> of(Map<String, NumberFormat> formats) {
    if (formats.get(Roles.EMBEDDING) instanceof BlockFormat) {
      return Optional.of(BLOCKS_GATHERED);
    }
    return formats.values().stream()
        .filter(BlockFormat.class::isInstance)
        .map(BlockFormat.class::cast)
        .map(blocks -> blocks.bits() == Byte.SIZE ? PRODUCTS_OF_8_BITS : PRODUCTS_OF_4_BITS)
        .max(String::compareTo);
  }
}
