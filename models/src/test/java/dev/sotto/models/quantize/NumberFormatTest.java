package dev.sotto.models.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberFormatTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"int8:32", "int4:16", "uint4:128", "uint8:256", "int8-dynamic", "float16"})
  void labelsAreReadAsTheyAreWritten(String label) {
    assertEquals(label, NumberFormat.of(label).label());
  }

  @Test
  void aBlockThatIsNotNamedHasTheUsualSize() {
    assertEquals(new BlockFormat(8, 64, false), NumberFormat.of("int8"));
    assertEquals(new BlockFormat(4, 32, true), NumberFormat.of("uint4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "int5",
        "int8:",
        "int8:33",
        "int8:0",
        "int8:-32",
        "int4-dynamic",
        "float32",
        "INT8"
      })
  void refusesWhatThereIsNot(String label) {
    String message = assertThrows(SottoException.class, () -> NumberFormat.of(label)).getMessage();
    assertEquals(true, message.contains("'" + label + "'"), message);
  }

  @Test
  void bytesAreThoseOfLevelsScalesAndZeroPoints() {
    // Two blocks of 16 bytes and two scales for each of 3 rows.
    assertEquals(3 * (2 * 16 + 2 * 4), NumberFormat.of("int4:32").bytes(3, 40));
    // Two zero points of 4 bits fit a byte.
    assertEquals(3 * (2 * 16 + 2 * 4 + 1), NumberFormat.of("uint4:32").bytes(3, 40));
    assertEquals(3 * (2 * 32 + 2 * 4 + 2), NumberFormat.of("uint8:32").bytes(3, 40));
    assertEquals(3 * 40 * 2, NumberFormat.of("float16").bytes(3, 40));
  }
}
