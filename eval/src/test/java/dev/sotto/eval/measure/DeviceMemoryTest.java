package dev.sotto.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
  private static OptionalLong held(long pid, String... lines) {
    return DeviceMemory.read(Stream.of(lines), pid);
  }

  @Test
  void theMemoryOfAProcessIsSummedOverItsGpus() {
    OptionalLong held = held(4711, "17, 500", "4711, 934", "47110, 1", "4711, 66");
    assertEquals(OptionalLong.of(1000L << 20), held);
  }

  @Test
  void nothingIsSaidWhereTheDriverDoesNotTell() {
    assertEquals(OptionalLong.empty(), held(4711));
    assertEquals(OptionalLong.empty(), held(4711, "17, 500"));
    assertEquals(OptionalLong.empty(), held(4711, "4711, [N/A]"));
    assertEquals(OptionalLong.empty(), held(4711, "No devices were found", "4711, 1, 2"));
  }
}
