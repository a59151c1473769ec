package dev.sotto.runtime.tokens;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.tokens.ControlToken;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.runtime.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tokenizer from vocab.json, merges.txt and added_tokens.json is that of tokenizer.json. */
class VocabularyFilesTest {
  @TempDir Path folder;

  private Path tinyEnglish(String... names) throws IOException {
    for (String name : names) {
      Files.copy(shared("models/tiny.en").resolve(name), folder.resolve(name));
    }
    return folder;
  }

  private static void assertEncodesTheGoldens(Path folder, String key, String model) {
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(folder)) {
      List<JsonNode> rows = JsonLines.rows(shared("golden/tokenizer.jsonl"), "encode");
      assertEquals(348, rows.size());
      for (JsonNode row : rows) {
        JsonNode expected = row.get(key);
        String ids = expected.has("ids_tiktoken_ordinary") ? "ids_tiktoken_ordinary" : "ids";
        assertEquals(
            JsonLines.integers(expected.get(ids)),
            tokenizer.encode(row.get("text").textValue()),
            row::toString);
      }
      for (JsonNode row : JsonLines.rows(shared("golden/tokenizer.jsonl"), "decode")) {
        if (row.get("model").asText().equals(model)) {
          List<Integer> ids = JsonLines.integers(row.get("ids"));
          assertEquals(row.get("raw_skip").textValue(), tokenizer.decode(ids, true));
          assertEquals(row.get("raw_keep").textValue(), tokenizer.decode(ids, false));
        }
      }
    }
  }

  @Test
  void givesTheGoldensOfTheEnglishModel() throws IOException {
    assertEncodesTheGoldens(
        tinyEnglish("vocab.json", "merges.txt", "added_tokens.json"), "tiny_en", "tiny.en");
  }

  @Test
  void takesControlTokensFromTheSettingsWhereTheirListIsMissing() throws IOException {
    tinyEnglish("vocab.json", "merges.txt", "tokenizer_config.json");
    assertEncodesTheGoldens(folder, "tiny_en", "tiny.en");
    assertEquals(
        Vocabulary.read(shared("models/tiny.en")).controls(), Vocabulary.read(folder).controls());
  }

  /** The files of base, made from its tokenizer.json as Hugging Face's library saves them. */
  @Test
  void givesTheGoldensOfTheMultilingualModel() throws IOException {
    Path whole = shared("models/skeletons/base/tokenizer.json");
    JsonNode json = JsonFiles.readObject(whole);
    Files.write(folder.resolve("vocab.json"), JsonFiles.write(json.at("/model/vocab")));
    StringBuilder merges = new StringBuilder("#version: 0.2\n");
    for (JsonNode merge : json.at("/model/merges")) {
      merges.append(merge.get(0).asText()).append(' ').append(merge.get(1).asText()).append('\n');
    }
    Files.writeString(folder.resolve("merges.txt"), merges);
    ObjectNode added = JsonFiles.newObject();
    json.path("added_tokens").forEach(t -> added.set(t.path("content").asText(), t.path("id")));
    Files.write(folder.resolve("added_tokens.json"), JsonFiles.write(added));
    assertEncodesTheGoldens(folder, "base", "base");
    Map<String, ControlToken> controls = Vocabulary.read(folder).controls();
    assertEquals(Vocabulary.read(whole.getParent()).controls(), controls);
  }

  @Test
  void aSmallOneIsTheSameInBothForms() throws IOException {
    SmallTokenizer small = SmallTokenizer.of("en", "de").with("<|0.00|>");
    Path parts = small.writeParts(Files.createDirectory(folder.resolve("parts")));
    Path whole = small.write(Files.createDirectory(folder.resolve("whole")));
    assertEquals(Vocabulary.read(whole).symbols(), Vocabulary.read(parts).symbols());
    assertEquals(Vocabulary.read(whole).merges(), Vocabulary.read(parts).merges());
    assertEquals(
        Vocabulary.read(whole).controls().keySet(), Vocabulary.read(parts).controls().keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          merges.txt;            ;                             merges.txt: no such file
          merges.txt;            a b c;                        merges.txt: expected a byte-pair tokenizer
          merges.txt;            x y;                          vocab.json: expected a byte-pair tokenizer
          vocab.json;            {"a": "b"};                   the id "b" of token "a"
          vocab.json;            [];                           vocab.json: expected a JSON object
          added_tokens.json;     {"<|endoftext|>": 3};         as token 259 and as token 3
          added_tokens.json;     {"<|en|>": 3};                token 3 twice
          tokenizer_config.json; {"added_tokens_decoder": {"x": {"content": "<|en|>"}}}; expected an id and content
          tokenizer_config.json; {"added_tokens_decoder": {"400": {"content": "<|notimestamps|>"}}}; tokenizer_config.json has as 400
          """)
  void damagedFilesAreNamed(String file, String content, String problem) throws IOException {
    SmallTokenizer.of().writeParts(folder);
    if (content == null) {
      Files.delete(folder.resolve(file));
    } else {
      Files.writeString(folder.resolve(file), content);
    }
    SottoException e = assertThrows(SottoException.class, () -> WhisperTokenizer.open(folder));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void oldMergesAreLinesToo() throws IOException {
    ObjectNode json = SmallTokenizer.of().json();
    ArrayNode merges = (ArrayNode) json.at("/model/merges");
    for (int i = 0; i < merges.size(); i++) {
      merges.set(i, merges.get(i).get(0).asText() + " " + merges.get(i).get(1).asText());
    }
    Files.write(folder.resolve("tokenizer.json"), JsonFiles.write(json));
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(folder)) {
      assertEquals(List.of(258), tokenizer.encode(" the"));
    }
  }
}
