package dev.sotto.models.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonProblemTest {
  private static final Path FILE = Path.of("config.json");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a": }              | line 1, column 7: unexpected '}'
          {"a": 1,~"b" 2}      | line 2, column 5: unexpected '2'
          {"a": 1              | line 1, column 8: it ends too early
          {"a": foo}           | line 1, column 11: unexpected "foo"
          {"a": 1} {}          | line 1, column 10: something follows after its end
          {"a": 1, "a": 2}     | line 1, column 15: "a" stands twice in one object
          {"a": "^"}           | line 1, column 8: character U+0001 inside a text; expected an escape
          [01]                 | line 1, column 3: no JSON from here on
          {"a": NaN}           | line 1, column 10: no JSON from here on
          """)
  void saysWhatAndWhere(String text, String problem) {
    assertEquals(
        "config.json: not valid JSON at " + problem,
        problem(text.replace('~', '\n').replace('^', '\1').getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void otherEncodingsAreNamed() {
    assertEquals(
        "config.json: not valid JSON at line 1, column 3: not UTF-8",
        problem(new byte[] {'"', (byte) 0xff, '"'}));
  }

  @Test
  void deepNestingIsNoStackOverflow() {
    String message = problem("[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "config.json: not valid JSON: nested too deep, or a name, number or"
            + " text that is too long",
        message);
  }

  /** The parser's words are for programmers; no damage may bring them up. */
  @Test
  void neverInTheParsersWords() {
    byte[] sound =
        "{\"a\": [1.5e3, -2, true, null], \"b\\u00e9\": {\"c\": \"d\\n\"}}"
            .getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < sound.length; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] damaged = sound.clone();
        damaged[at] = (byte) value;
        try {
          JsonFiles.parseObject(FILE, damaged);
        } catch (SottoException e) {
          assertFalse(
              e.getMessage().matches("(?i).*(code \\d|Source|Feature|was expecting|token).*"),
              e.getMessage());
        }
      }
    }
  }

  private static String problem(byte[] text) {
    return assertThrows(SottoException.class, () -> JsonFiles.parseObject(FILE, text)).getMessage();
  }
}
