package dev.sotto.compressor.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 8, 0xb, 0xc, 0xd, 0xe, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9d, 0x9f, 0x202a, 0x202d,
        0x202e, 0x2066, 0x2069
      })
  void whatCommandsATerminalIsShownInstead(int character) {
    String escaped = String.format(Locale.ROOT, "a\\u%04xb", character);
    assertEquals(escaped, SafeText.of("a" + (char) character + "b"));
    assertEquals(escaped, written("a" + (char) character + "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "one\ttwo\n", "Größe 東京 \ud83d\ude00", "\u05d0\u200f!", "a\r\nb\r\n"})
  void allElseIsAsItWas(String text) {
    assertEquals(text, SafeText.of(text));
    assertEquals(text, written(text));
  }

  @Test
  void aLineEndThatIsWrittenInTwoPiecesIsOne() {
    assertEquals("a\r\nb\\u000dc", written("a\r", "\n", "b\r", "c"));
  }

  @Test
  void jsonLosesNothing() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    String text = "a\u009b31m\u202e\u007f\u001b[0m\r";
    String printed = written(mapper.writeValueAsString(mapper.createObjectNode().put("t", text)));
    assertEquals(-1, printed.indexOf('\u009b'));
    assertEquals(text, mapper.readTree(printed).get("t").textValue());
  }

  private static String written(String... pieces) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintWriter out = new PrintWriter(new SafeText(bytes))) {
      for (String piece : pieces) {
        out.print(piece);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
