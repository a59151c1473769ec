package dev.sotto.models.safetensors;

import dev.sotto.models.graph.ElementType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How safetensors spells element types. */
final class ElementTypes {
  private static final Map<ElementType, String> NAMES = new EnumMap<>(ElementType.class);

  static {
    NAMES.put(ElementType.FLOAT, "F32");
    NAMES.put(ElementType.FLOAT16, "F16");
    NAMES.put(ElementType.BFLOAT16, "BF16");
    NAMES.put(ElementType.DOUBLE, "F64");
    NAMES.put(ElementType.INT64, "I64");
    NAMES.put(ElementType.INT32, "I32");
    NAMES.put(ElementType.INT16, "I16");
    NAMES.put(ElementType.INT8, "I8");
    NAMES.put(ElementType.UINT64, "U64");
    NAMES.put(ElementType.UINT32, "U32");
    NAMES.put(ElementType.UINT16, "U16");
    NAMES.put(ElementType.UINT8, "U8");
    NAMES.put(ElementType.BOOL, "BOOL");
    NAMES.put(ElementType.FLOAT8E4M3FN, "F8_E4M3");
    NAMES.put(ElementType.FLOAT8E5M2, "F8_E5M2");
  }

  private ElementTypes() {}

  static Optional<ElementType> of(String name) {
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The name of {@code type}, or nothing if the format has none for it. */
  static Optional<String> name(ElementType type) {
    return Optional.ofNullable(NAMES.get(type));
  }
}
