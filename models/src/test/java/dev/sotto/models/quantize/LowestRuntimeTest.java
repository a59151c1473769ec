package dev.sotto.models.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.whisper.Roles;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LowestRuntimeTest {
  private static final NumberFormat FOUR = NumberFormat.of("int4");
  private static final NumberFormat EIGHT = NumberFormat.of("int8");
  private static final NumberFormat HALF = NumberFormat.of("float16");

  @Test
  void theOperatorThatCameLastDecides() {
    assertEquals(Optional.of("1.23"), LowestRuntime.of(Map.of("a", EIGHT, Roles.EMBEDDING, FOUR)));
    assertEquals(Optional.of("1.22"), LowestRuntime.of(Map.of("a", EIGHT, "b", FOUR)));
    assertEquals(Optional.of("1.20"), LowestRuntime.of(Map.of("a", FOUR, Roles.EMBEDDING, HALF)));
    assertEquals(Optional.empty(), LowestRuntime.of(Map.of("a", HALF)));
  }
}
