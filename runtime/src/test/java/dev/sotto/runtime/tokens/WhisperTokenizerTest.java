package dev.sotto.runtime.tokens;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhisperTokenizerTest {
  private static final String BOTH =
      """
      tiny_en, tiny.en, models/tiny.en
      base,    base,    whisper/assets
      """;

  private static List<JsonNode> golden(String kind) {
    return JsonLines.rows(shared("golden/tokenizer.jsonl"), kind);
  }

  /** The golden's base tokenizer is a later file, which gave this one token another name. */
  private static String spelled(String text, String key) {
    return key.equals("base") ? text.replace("<|nospeech|>", "<|nocaptions|>") : text;
  }

  @ParameterizedTest
  @CsvSource(textBlock = BOTH)
  void encodesAsTheReferenceDoesButReadsControlTokensAsPlainText(
      String key, String model, String folder) {
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(shared(folder))) {
      List<JsonNode> rows = golden("encode");
      assertEquals(348, rows.size());
      for (JsonNode row : rows) {
        JsonNode expected = row.get(key);
        JsonNode ids =
            expected.has("ids_tiktoken_ordinary")
                ? expected.get("ids_tiktoken_ordinary")
                : expected.get("ids");
        List<Integer> actual = tokenizer.encode(row.get("text").textValue());
        assertEquals(JsonLines.integers(ids), actual, row::toString);
        assertEquals(row.get("text").textValue(), tokenizer.decode(actual, true));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = BOTH)
  void decodesAsTheReferenceDoes(String key, String model, String folder) {
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(shared(folder))) {
      List<JsonNode> rows =
          golden("decode").stream().filter(row -> row.get("model").asText().equals(model)).toList();
      assertEquals(36, rows.size());
      for (JsonNode row : rows) {
        List<Integer> ids = JsonLines.integers(row.get("ids"));
        assertEquals(row.get("raw_skip").textValue(), tokenizer.decode(ids, true), row::toString);
        assertEquals(
            spelled(row.get("raw_keep").textValue(), key),
            tokenizer.decode(ids, false),
            row::toString);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = BOTH)
  void knowsEveryControlToken(String key, String model, String folder) {
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(shared(folder))) {
      JsonNode row =
          golden("special").stream()
              .filter(special -> special.get("model").asText().equals(model))
              .findFirst()
              .orElseThrow();
      assertEquals(row.get("eot").intValue(), tokenizer.tokenId("<|endoftext|>"));
      assertEquals(row.get("sot").intValue(), tokenizer.tokenId("<|startoftranscript|>"));
      assertEquals(row.get("notimestamps").intValue(), tokenizer.tokenId("<|notimestamps|>"));
      assertEquals(
          row.get("nospeech").intValue(),
          tokenizer.tokenId(spelled(row.get("nospeech_name").asText(), key)));
      row.get("languages")
          .properties()
          .forEach(
              language ->
                  assertEquals(
                      language.getValue().intValue(),
                      tokenizer.tokenId("<|" + language.getKey() + "|>")));
    }
  }

  @Test
  void longTextIsNotCut() {
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(shared("models/tiny.en"))) {
      String text = " word".repeat(5000);
      assertEquals(5000, tokenizer.encode(text).size());
      assertEquals(text, tokenizer.decode(tokenizer.encode(text), true));
    }
  }

  @Test
  void anUnpairedSurrogateBecomesReplacementCharacters() {
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(shared("models/tiny.en"))) {
      String text = tokenizer.decode(tokenizer.encode("a\uD800b"), true);
      assertTrue(text.matches("a\uFFFD+b"), text);
    }
  }

  @Test
  void anUnknownControlTokenIsNamed() {
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(shared("models/tiny.en"))) {
      SottoException e = assertThrows(SottoException.class, () -> tokenizer.tokenId("<|xx|>"));
      assertTrue(e.getMessage().contains("<|xx|>"), e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {};                                             expected a byte-pair tokenizer
          [];                                             expected a JSON object
          {"added_tokens":[{"id":1}]};                    expected a byte-pair tokenizer
          {"model":{"type":"BPE","vocab":{},"merges":3}}; expected a byte-pair tokenizer
          """)
  void aMalformedFileIsOneClearLine(String json, String problem, @TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json);
    SottoException e = assertThrows(SottoException.class, () -> WhisperTokenizer.open(folder));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aMissingFileIsOneClearLine(@TempDir Path folder) {
    SottoException e = assertThrows(SottoException.class, () -> WhisperTokenizer.open(folder));
    assertTrue(e.getMessage().contains("expected tokenizer.json, or vocab.json"), e.getMessage());
  }
}
