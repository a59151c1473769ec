package dev.sotto.models.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFilesTest {
  @TempDir Path folder;

  @Test
  void anObjectIsReadAndWrittenTheSame() throws IOException {
    String text = "{\n  \"b\" : [ 1, 2.5 ],\n  \"a\" : \"\u00e9\"\n}\n";
    Path file = Files.writeString(folder.resolve("a.json"), text);
    ObjectNode node = JsonFiles.readObject(file);
    assertEquals(2.5, node.get("b").get(1).doubleValue());
    assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), JsonFiles.write(node));
    assertEquals(
        "{\"b\":[1,2.5],\"a\":\"\u00e9\"}",
        new String(JsonFiles.writeCompact(node), StandardCharsets.UTF_8));
    assertEquals(
        "{}", new String(JsonFiles.writeCompact(JsonFiles.newObject()), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []            | expected a JSON object
          3             | expected a JSON object
          null          | expected a JSON object
          `{"a": 1`     | not valid JSON at line 1, column 8: it ends too early
          ``            | expected a JSON object
          """)
  void whatIsNoObjectIsRefused(String text, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), text);
    SottoException e = assertThrows(SottoException.class, () -> JsonFiles.readObject(file));
    assertEquals(file + ": " + reason, e.getMessage());
  }

  @Test
  void otherEncodingsAreRefused() {
    // UTF-32 by its beginning, with a character beyond all that there are.
    byte[] wide = {0, 0, 0, '{', 0, 0x7f, 0, '}'};
    Path file = Path.of("a.json");
    SottoException e = assertThrows(SottoException.class, () -> JsonFiles.parseObject(file, wide));
    assertTrue(e.getMessage().startsWith("a.json: not valid JSON: not UTF-8"), e::getMessage);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path absent = folder.resolve("absent.json");
    SottoException e = assertThrows(SottoException.class, () -> JsonFiles.readObject(absent));
    assertEquals(absent + ": no such file", e.getMessage());
  }

  @Test
  void aLineSaysWhatIsWrongWithoutItsPlace() {
    assertEquals(3, JsonFiles.parseLine("{\"a\": 3}").get("a").intValue());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JsonFiles.parseLine("{\"a\" 3}"));
    assertEquals("not valid JSON: unexpected '3'", e.getMessage());
  }

  @Test
  void whatWasFoundIsNamed() {
    ObjectNode node = JsonFiles.newObject().put("a", 3).putNull("b");
    assertEquals("3", JsonFiles.found(node.get("a")));
    assertEquals("null", JsonFiles.found(node.get("b")));
    assertEquals("none", JsonFiles.found(node.get("c")));
    assertEquals("none", JsonFiles.found(node.path("c")));
  }
}
