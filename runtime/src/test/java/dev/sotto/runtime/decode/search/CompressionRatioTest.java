package dev.sotto.runtime.decode.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionRatioTest {
  /** Lengths that Python's zlib.compress gives, with room for other builds of zlib. */
  @ParameterizedTest
  @CsvSource({
    "thank you thank you thank you thank you thank you thank you, 59, 21",
    "so so so so so so so so so so so so so so so so so so so so, 59, 14",
    "it was a bright cold day in april and the clocks were striking thirteen, 71, 66",
    "the cat sat on the mat the cat sat on the mat the cat sat on the mat, 68, 30"
  })
  void theRatioIsThatOfPythonsZlib(String text, double bytes, double compressed) {
    assertEquals(bytes / compressed, CompressionRatio.of(text), 0.06 * bytes / compressed);
  }

  @Test
  void emptyTextHasNone() {
    assertEquals(0, CompressionRatio.of(" "));
  }

  /** Computed with Python's zlib.compress. */
  @Test
  void theRatioOfLongTextsIsThatOfPythonsZlib() {
    String jfk =
        "And so my fellow Americans ask not what your country can do for you, ask what you can do for"
            + " your country.";
    assertEquals(106.0 / 79, CompressionRatio.of(jfk), 0.05);
    assertEquals(179.0 / 14, CompressionRatio.of("no ".repeat(60)), 0.05);
    assertEquals(4.0 / 12, CompressionRatio.of("zero"), 0.05);
  }
}
