package dev.sotto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {
  /** Shells and scripts rely on them. */
  @Test
  void exitCodesSayWhyACommandEnded() {
    assertEquals(
        List.of(1, 2, 3, 4, 130),
        Arrays.stream(SottoException.Code.values()).map(SottoException.Code::exitCode).toList());
  }

  @Test
  void aMessageIsOneLineWithoutControlCharacters() {
    IOException cause = new IOException();
    SottoException e = SottoException.badInput("a\r\n\u001b[31mb", "c\u2028d\u0000e", cause);
    assertEquals("a [31mb: c d e", e.getMessage());
    assertSame(cause, e.getCause());
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    String version = SottoVersion.current();
    assertTrue(version.matches("\\d+\\.\\d+\\.\\d+.*"), version);
  }
}
