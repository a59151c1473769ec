package dev.sotto.models.whisper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.GenerationConfig.AlignmentHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationConfigTest {
  @TempDir Path folder;

  private GenerationConfig read(String config, String generation) throws IOException {
    Files.writeString(folder.resolve("config.json"), config);
    if (generation != null) {
      Files.writeString(folder.resolve(GenerationConfig.FILE_NAME), generation);
    }
    return GenerationConfig.read(folder);
  }

  @Test
  void filesThatSayNothingAreEmpty() throws IOException {
    GenerationConfig none =
        new GenerationConfig(
            Optional.empty(),
            OptionalInt.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    assertEquals(none, read("{}", null));
    assertEquals(none, read("{}", "{}"));
    assertEquals(
        none,
        read(
            "{}",
            """
            {"is_multilingual": null, "max_length": null, "eos_token_id": null,
             "lang_to_id": null, "forced_decoder_ids": null}
            """));
  }

  @Test
  void oldFilesSayItInConfig() throws IOException {
    GenerationConfig config =
        read(
            """
            {"max_length": 448, "suppress_tokens": [1, -1, 2], "begin_suppress_tokens": [],
             "forced_decoder_ids": [[1, 50259], [2, null], [3, 50363]], "eos_token_id": 50257}
            """,
            null);
    assertEquals(OptionalInt.of(448), config.maxLength());
    assertEquals(Optional.of(List.of(1, 2)), config.suppressedTokens());
    assertEquals(Optional.of(List.of()), config.suppressedAtBegin());
    assertEquals(List.of(50259, 50363), config.forced());
    assertEquals(
        List.of(
            new StatedToken(
                folder.resolve("config.json") + ": \"eos_token_id\"", "<|endoftext|>", 50257)),
        config.tokens());
  }

  @Test
  void theFileForGenerationGoesFirst() throws IOException {
    GenerationConfig config =
        read(
            """
            {"max_length": 448, "suppress_tokens": [1], "eos_token_id": 3,
             "forced_decoder_ids": [[1, 2]], "is_multilingual": true}
            """,
            """
            {"max_length": 20, "suppress_tokens": null, "eos_token_id": [4],
             "is_multilingual": false, "alignment_heads": [[1, 0], [3, 5]],
             "decoder_start_token_id": 5, "no_timestamps_token_id": 6, "prev_sot_token_id": 7,
             "lang_to_id": {"<|en|>": 8}, "task_to_id": {"transcribe": 9}}
            """);
    assertEquals(OptionalInt.of(20), config.maxLength());
    assertEquals(Optional.of(List.of()), config.suppressedTokens());
    assertEquals(Optional.of(false), config.multilingual());
    // Forced ids are not looked for in config.json where there is another file.
    assertEquals(List.of(), config.forced());
    assertEquals(
        List.of(new AlignmentHead(1, 0), new AlignmentHead(3, 5)), config.alignmentHeads());
    assertEquals(
        List.of(
            "config.json: \"eos_token_id\" <|endoftext|> 3",
            "generation_config.json: \"decoder_start_token_id\" <|startoftranscript|> 5",
            "generation_config.json: \"eos_token_id\" <|endoftext|> 4",
            "generation_config.json: \"no_timestamps_token_id\" <|notimestamps|> 6",
            "generation_config.json: \"prev_sot_token_id\" <|startofprev|> 7",
            "generation_config.json: \"lang_to_id\" <|en|> 8",
            "generation_config.json: \"task_to_id\" <|transcribe|> 9"),
        config.tokens().stream()
            .map(t -> t.field().replace(folder + "/", "") + " " + t.token() + " " + t.id())
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          "is_multilingual": 1              ~ true or false for "is_multilingual", found 1
          "max_length": 0                   ~ a positive whole number for "max_length", found 0
          "max_length": "9"                 ~ a positive whole number for "max_length", found "9"
          "eos_token_id": -1                ~ a token id for "eos_token_id", found -1
          "eos_token_id": [1, 2]            ~ a token id for "eos_token_id", found [1,2]
          "eos_token_id": 1.5               ~ a token id for "eos_token_id", found 1.5
          "lang_to_id": [1]                 ~ an object of token ids for "lang_to_id", found [1]
          "lang_to_id": {"<|en|>": "x"}     ~ a token id for "lang_to_id", found "x"
          "task_to_id": 3                   ~ an object of token ids for "task_to_id", found 3
          "suppress_tokens": 3              ~ a list for "suppress_tokens", found 3
          "suppress_tokens": [-2]           ~ a token id for "suppress_tokens", found -2
          "suppress_tokens": [null]         ~ a token id for "suppress_tokens", found null
          "begin_suppress_tokens": {}       ~ a list for "begin_suppress_tokens", found {}
          "forced_decoder_ids": 1           ~ a list for "forced_decoder_ids", found 1
          "forced_decoder_ids": [[1]]       ~ pairs of place and token id
          "forced_decoder_ids": [["a", 1]]  ~ pairs of place and token id
          "forced_decoder_ids": [[1, -3]]   ~ a token id for "forced_decoder_ids", found -3
          "alignment_heads": [[1]]          ~ pairs of layer and head for "alignment_heads"
          "alignment_heads": [[1, 0.5]]     ~ pairs of layer and head for "alignment_heads"
          """)
  void fieldsOfAnotherTypeAreNamed(String field, String reason) {
    SottoException e =
        assertThrows(SottoException.class, () -> read("{}", "{" + field + "}"), field);
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    String start = folder.resolve(GenerationConfig.FILE_NAME) + ": expected " + reason;
    assertTrue(e.getMessage().startsWith(start), e::getMessage);
  }

  @Test
  void aFolderWithoutAConfigIsRefused() {
    SottoException e = assertThrows(SottoException.class, () -> GenerationConfig.read(folder));
    assertTrue(e.getMessage().contains("config.json"), e::getMessage);
  }
}
