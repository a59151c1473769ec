package dev.sotto.runtime.tokens;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that would end the process, or give other tokens than Whisper's, never get that far. */
class HostileTokenizerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  private SottoException refusal(JsonNode json) throws IOException {
    Files.write(folder.resolve("tokenizer.json"), JsonFiles.write(json));
    SottoException e = assertThrows(SottoException.class, () -> WhisperTokenizer.open(folder));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(e.getMessage().contains("tokenizer.json: expected "), e.getMessage());
    return e;
  }

  /** What stands at {@code pointer}, replaced by {@code value}. */
  private static ObjectNode with(String pointer, String value) throws IOException {
    ObjectNode json = SmallTokenizer.of().json();
    int last = pointer.lastIndexOf('/');
    JsonNode parent = json.at(pointer.substring(0, last));
    String key = pointer.substring(last + 1);
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(key), MAPPER.readTree(value));
    } else {
      ((ObjectNode) parent).set(key, MAPPER.readTree(value));
    }
    return json;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          /normalizer;                    {"type":"Precompiled","precompiled_charsmap":"AAAA"}; normalizer
          /normalizer;                    {"type":"Replace","pattern":{"Regex":"("},"content":""}; normalizer
          /pre_tokenizer;                 {"type":"Metaspace"};                          pre_tokenizer
          /pre_tokenizer;                 {"type":"Split","pattern":{"Regex":"(a+)+$"}}; pre_tokenizer
          /pre_tokenizer;                 null;                                          pre_tokenizer
          /pre_tokenizer/use_regex;       false;                                         pre_tokenizer
          /pre_tokenizer/add_prefix_space; true;                                         adds spaces
          /decoder;                       {"type":"WordPiece"};                          decoder
          /decoder;                       3;                                             decoder
          /model;                         [];                                            model
          /model/type;                    "Unigram";                                     Unigram
          /model/type;                    "WordLevel";                                   WordLevel
          /model/dropout;                 0.5;                                           dropout
          /model/continuing_subword_prefix; "##";                                        continuing_subword_prefix
          /model/end_of_word_suffix;      "</w>";                                        end_of_word_suffix
          /model/byte_fallback;           true;                                          byte_fallback
          /model/vocab;                   [];                                            vocab
          /model/vocab;                   {};                                            no symbol
          /model/vocab/a;                 -1;                                            outside
          /model/vocab/a;                 4294967295;                                    4294967295
          /model/vocab/a;                 1e3;                                           1000.0
          /model/vocab/a;                 1;                                             twice
          /model/vocab/a;                 99999999;                                      outside
          /model/merges;                  "x";                                           merges
          /model/merges/0;                ["a","b","c"];                                 merge
          /model/merges/0;                ["","a"];                                      no symbol
          /model/merges/0;                ["a","zz"];                                    no symbol
          /model/merges/0;                "ab";                                          merge
          /model/merges/0;                "a b c";                                       merge
          /model/merges/0;                7;                                             merge
          /added_tokens;                  {"a":1};                                       added_tokens
          /added_tokens/0;                {"id":259};                                    content
          /added_tokens/0/id;             -5;                                            outside
          /added_tokens/0/id;             260;                                           twice
          /added_tokens/0/id;             5;                                             twice
          /added_tokens/0/content;        "";                                            without text
          """)
  void whatNoTokenizerOfWhisperHasIsRefusedByName(String pointer, String value, String named)
      throws IOException {
    SottoException e = refusal(with(pointer, value));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "a b", "\u0000", "\u4E2D"})
  void aSymbolThatIsNotSpelledInBytesIsRefused(String symbol) throws IOException {
    ObjectNode json = SmallTokenizer.of().json();
    ObjectNode symbols = (ObjectNode) json.at("/model/vocab");
    String escaped = "\"\\u%04x%s\"".formatted((int) symbol.charAt(0), symbol.substring(1));
    String text = json.toString().replaceFirst("\"a\":", escaped.replace("\\", "\\\\") + ":");
    assertTrue(symbols.has("a"));
    Files.writeString(folder.resolve("tokenizer.json"), text);
    SottoException e = assertThrows(SottoException.class, () -> WhisperTokenizer.open(folder));
    assertTrue(e.getMessage().contains("not spelled in bytes"), e.getMessage());
  }

  @Test
  void aFileLargerThanAnyTokenizerIsNotRead() throws IOException {
    Files.write(folder.resolve("tokenizer.json"), new byte[(16 << 20) + 1]);
    SottoException e = assertThrows(SottoException.class, () -> WhisperTokenizer.open(folder));
    assertTrue(e.getMessage().contains("more than 16 MiB"), e.getMessage());
  }

  /** What follows a text, and what cuts and fills it, is none of Sotto's: it never gets there. */
  @Test
  void whatIsNotUsedMayBeAsItLikes() throws IOException {
    ObjectNode json = SmallTokenizer.of().json();
    json.put("post_processor", 3).put("truncation", "x").put("padding", -1);
    Files.write(folder.resolve("tokenizer.json"), JsonFiles.write(json));
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(folder)) {
      assertEquals(" the", tokenizer.decode(tokenizer.encode(" the"), true));
    }
  }

  /**
   * A mutant that ended the process with exit 134; only what it is without its template is used.
   */
  @Test
  void theMutantThatEndedTheProcessIsReadOrRefused() throws IOException {
    Path mutant = shared("cases/30-hostile-crash-tokens-1/tokens-current.json");
    Files.copy(mutant, folder.resolve("tokenizer.json"));
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(folder)) {
      String text = " the kitchen lamp";
      assertEquals(text, tokenizer.decode(tokenizer.encode(text), true));
    }
  }

  @Test
  void aTextWithAByteThatTheVocabularyLacksIsRefusedInsteadOfCut() throws IOException {
    ObjectNode json = SmallTokenizer.of().json();
    ((ObjectNode) json.at("/model/vocab")).remove("z");
    Files.write(folder.resolve("tokenizer.json"), JsonFiles.write(json));
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(folder)) {
      assertEquals(1, tokenizer.encode(" the").size());
      SottoException e = assertThrows(SottoException.class, () -> tokenizer.encode(" zoo"));
      assertTrue(e.getMessage().contains("every byte of \" zoo\""), e.getMessage());
    }
  }
}
