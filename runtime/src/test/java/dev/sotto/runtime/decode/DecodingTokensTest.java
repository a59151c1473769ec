package dev.sotto.runtime.decode;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.tokens.SmallTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small tokenizer: end 259, start 260, then languages, translate and what follows. */
class DecodingTokensTest {
  private static final SmallTokenizer ENGLISH = SmallTokenizer.of();
  private static final SmallTokenizer TWO_LANGUAGES = SmallTokenizer.of("en", "de");

  @TempDir Path folder;

  private DecodingTokens tokens(SmallTokenizer tokenizer, String generation) throws IOException {
    return tokens(tokenizer, tokenizer.size(), "{}", generation);
  }

  private DecodingTokens tokens(
      SmallTokenizer tokenizer, int vocabulary, String config, String generation)
      throws IOException {
    tokenizer.write(folder);
    return tokensOf(vocabulary, config, generation);
  }

  private DecodingTokens tokensOf(int vocabulary, String config, String generation)
      throws IOException {
    ObjectNode json = JsonFiles.newObject().put("model_type", "whisper");
    for (String size :
        List.of(
            "d_model",
            "encoder_layers",
            "decoder_layers",
            "encoder_attention_heads",
            "decoder_attention_heads",
            "encoder_ffn_dim",
            "decoder_ffn_dim",
            "num_mel_bins",
            "max_source_positions",
            "max_target_positions")) {
      json.put(size, 48);
    }
    json.put("vocab_size", vocabulary);
    json.setAll((ObjectNode) new ObjectMapper().readTree(config));
    Files.write(folder.resolve("config.json"), JsonFiles.write(json));
    if (!generation.isEmpty()) {
      Files.writeString(folder.resolve("generation_config.json"), generation);
    }
    return DecodingTokens.read(folder);
  }

  private Path copy(String model, String... names) throws IOException {
    for (String name : names) {
      Files.copy(shared(model).resolve(name), folder.resolve(name));
    }
    return folder;
  }

  /** Ids aside, what the real files say of themselves: the lists that OpenAI's code makes. */
  @ParameterizedTest
  @ValueSource(strings = {"models/tiny.en", "models/skeletons/base"})
  void aRealModelWithoutGenerationConfigIsWhatItIsWithIt(String model) throws IOException {
    DecodingTokens whole = DecodingTokens.read(shared(model));
    copy(model, "tokenizer.json");
    ObjectNode config = JsonFiles.readObject(shared(model).resolve("config.json"));
    config.remove(
        List.of("decoder_start_token_id", "eos_token_id", "bos_token_id", "begin_suppress_tokens"));
    Files.write(folder.resolve("config.json"), JsonFiles.write(config));
    DecodingTokens alone = DecodingTokens.read(folder);
    assertEquals(whole, alone);
    boolean english = model.endsWith(".en");
    assertEquals(english ? 0 : 99, alone.languages().size());
    assertEquals(english ? 90 : 88, alone.suppressedTokens().size());
    assertEquals(english ? 50_363 : 50_364, alone.control().firstTimestamp().getAsInt());
    assertEquals(english ? 50_361 : 50_362, alone.control().noSpeech().getAsInt());
  }

  /** The issue that users met: ids are there, but none of what a later version wrote. */
  @Test
  void anOldGenerationConfigOfAMultilingualModelChangesNoPrompt() throws IOException {
    copy("models/skeletons/base", "tokenizer.json", "config.json");
    Files.copy(
        shared("cases/01-outdated-generation-config/base-generation_config.json"),
        folder.resolve("generation_config.json"));
    DecodingTokens old = DecodingTokens.read(folder);
    DecodingTokens current = DecodingTokens.read(shared("models/skeletons/base"));
    assertEquals(current.control(), old.control());
    assertEquals(current.languages(), old.languages());
    assertEquals(current.tasks(), old.tasks());
    assertTrue(old.multilingual());
    Prompts prompts = new Prompts(old, DecodingOptions.defaults().withLanguage("de"));
    assertEquals(List.of(50258, 50261, 50359, 50363), prompts.prompt(prompts.language()));
    Prompts timed =
        new Prompts(
            old,
            DecodingOptions.defaults()
                .withLanguage("de")
                .withPrompting(Prompting.none().withTimestamps()));
    assertEquals(List.of(50258, 50261, 50359), timed.prompt(timed.language()));
  }

  @Test
  void anEnglishModelIsPromptedWithoutLanguage() throws IOException {
    DecodingTokens tokens = tokens(ENGLISH, "");
    assertFalse(tokens.multilingual());
    assertEquals(
        List.of(260, ENGLISH.id("<|notimestamps|>")),
        new Prompts(tokens, DecodingOptions.defaults()).prompt(Optional.empty()));
    assertEquals(OptionalInt.empty(), tokens.control().firstTimestamp());
    DecodingOptions timed =
        DecodingOptions.defaults().withPrompting(Prompting.none().withTimestamps());
    assertThrows(SottoException.class, () -> new Prompts(tokens, timed));
  }

  @Test
  void theVocabularyTellsHowManyLanguagesThereAre() throws IOException {
    DecodingTokens tokens = tokens(TWO_LANGUAGES, "{\"suppress_tokens\": []}");
    assertEquals(Map.of("<|en|>", 261, "<|de|>", 262), tokens.languages());
    assertEquals(Map.of("translate", 263, "transcribe", 264), tokens.tasks());
    assertEquals(List.of(), tokens.suppressedTokens());
    assertEquals(List.of(220, 259), tokens.suppressedAtBegin());
    assertEquals(48, tokens.maxLength());
  }

  /** Files of English-only models list languages; where tokens were taken out, an entry tells. */
  @Test
  void anEnglishModelWithFewerTokensIsStillEnglish() throws IOException {
    String english = "{\"sotto\": {\"english_only\": true}}";
    DecodingTokens tokens =
        tokens(TWO_LANGUAGES, TWO_LANGUAGES.size(), english, "{\"is_multilingual\": false}");
    assertFalse(tokens.multilingual());
    assertEquals(Map.of(), tokens.tasks());
  }

  @Test
  void idsAfterTheLastNamedOneAreTimestamps() throws IOException {
    DecodingTokens tokens = tokens(ENGLISH, ENGLISH.size() + 10, "{}", "");
    assertEquals(OptionalInt.of(ENGLISH.size()), tokens.control().firstTimestamp());
    assertEquals(
        OptionalInt.of(ENGLISH.size()),
        tokens(ENGLISH.with("<|0.00|>"), "").control().firstTimestamp());
  }

  @Test
  void aModelWithoutTheTokenForNoTimestampsIsPromptedWithoutIt() throws IOException {
    DecodingTokens tokens = tokens(ENGLISH.without("<|notimestamps|>"), "");
    assertEquals(OptionalInt.empty(), tokens.control().noTimestamps());
    assertTrue(tokens.control().noSpeech().isPresent());
  }

  /** Symbols alone, and configurations that say the rest. */
  @Test
  void configurationsSayWhatTheVocabularyLeavesOut() throws IOException {
    SmallTokenizer all = TWO_LANGUAGES;
    all.writeParts(folder);
    Files.delete(folder.resolve("added_tokens.json"));
    DecodingTokens tokens =
        tokensOf(
            all.size(),
            "{\"decoder_start_token_id\": 260}",
            """
            {"no_timestamps_token_id": 268, "lang_to_id": {"<|en|>": 261, "<|de|>": 262},
             "task_to_id": {"transcribe": 264}}
            """);
    assertEquals(2, tokens.languages().size());
    assertEquals(OptionalInt.of(267), tokens.control().noSpeech());
    Files.delete(folder.resolve("generation_config.json"));
    SottoException e = assertThrows(SottoException.class, () -> DecodingTokens.read(folder));
    assertTrue(e.getMessage().contains("<|notimestamps|>"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {"eos_token_id": 260};             {}; "eos_token_id": says that <|endoftext|> is token 260, but
          {"eos_token_id": [259, 260]};      {}; expected a token id for "eos_token_id"
          {"decoder_start_token_id": 259};   {}; has it as 260
          {};     {"decoder_start_token_id": 5}; config.json: "decoder_start_token_id"
          {"no_timestamps_token_id": 267};   {}; has it as 268
          {"no_timestamps_token_id": -1};    {}; expected a token id for "no_timestamps_token_id", found -1
          {"no_timestamps_token_id": 9999};  {}; below the model's 269 tokens, found 9999
          {"prev_sot_token_id": 265};        {}; <|startofprev|> is token 265
          {"lang_to_id": {"<|en|>": 262}};   {}; <|en|> is token 262
          {"lang_to_id": {"<|fr|>": 262}};   {}; has that one as <|de|>
          {"lang_to_id": {"<|fr|>": 7}};     {}; has that one as
          {"task_to_id": {"transcribe": 263}}; {}; <|transcribe|> is token 263
          {"task_to_id": 3};                 {}; expected an object of token ids for "task_to_id"
          {"is_multilingual": false};        {}; found it false and one of 2 languages
          {"is_multilingual": 1};            {}; expected true or false
          {"forced_decoder_ids": [[1, 266]]}; {}; found 266, which the vocabulary has as <|startofprev|>
          {"forced_decoder_ids": [[1, 400]]}; {}; found 400, which the vocabulary has as none
          {"forced_decoder_ids": [[1, 64]]}; {}; found 64
          {"forced_decoder_ids": [7]};       {}; expected pairs of place and token id
          {"suppress_tokens": [269]};        {}; "suppress_tokens" below the vocabulary's 269, found 269
          {"suppress_tokens": [-2]};         {}; expected a token id for "suppress_tokens", found -2
          {"suppress_tokens": 3};            {}; expected a list
          {};  {"begin_suppress_tokens": [300]}; "begin_suppress_tokens" below
          {"max_length": 0};                 {}; expected a positive whole number for "max_length"
          """)
  void whatContradictsTheVocabularyIsOneLine(String generation, String config, String problem)
      throws IOException {
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> tokens(TWO_LANGUAGES, TWO_LANGUAGES.size(), config, generation));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void twoConfigurationsThatDisagreeAreAnErrorWithoutAVocabularyToo() {
    SottoException e =
        assertThrows(
            SottoException.class,
            () ->
                tokensOf(
                    200,
                    "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}",
                    "{\"eos_token_id\": 149}"));
    assertTrue(e.getMessage().contains("config.json: \"eos_token_id\" has it as 150"), e::toString);
  }

  @Test
  void anEnglishVocabularyIsNotMadeMultilingualByAFlag() {
    SottoException e =
        assertThrows(SottoException.class, () -> tokens(ENGLISH, "{\"is_multilingual\": true}"));
    assertTrue(e.getMessage().contains("an English-only model"), e.getMessage());
  }

  @Test
  void aTokenizerWithMoreTokensThanTheModelIsOfAnother() {
    SottoException e =
        assertThrows(SottoException.class, () -> tokens(ENGLISH, ENGLISH.size() - 1, "{}", ""));
    assertTrue(
        e.getMessage().contains("tokenizer.json: expected tokens of the model"), e::toString);
  }

  /** Each of OpenAI's sizes with the tokens of another: all ids exist, and mean something else. */
  @ParameterizedTest
  @CsvSource({"tiny.en, 51865", "tiny.en, 51866", "skeletons/base, 51866"})
  void aTokenizerOfAnotherWhisperIsFoundOut(String model, int vocabulary) throws IOException {
    copy("models/" + model, "tokenizer.json");
    SottoException e = assertThrows(SottoException.class, () -> tokensOf(vocabulary, "{}", ""));
    assertTrue(e.getMessage().contains("expected the tokens of a Whisper with"), e.getMessage());
  }

  /** 99 and 100 languages: the ids of the later model are those of the earlier, moved by one. */
  @Test
  void aHundredLanguagesAreReadFromTheVocabulary() throws IOException {
    String[] languages = new String[100];
    Arrays.setAll(languages, i -> "" + (char) ('a' + i / 26) + (char) ('a' + i % 26));
    SmallTokenizer hundred = SmallTokenizer.of(languages);
    DecodingTokens tokens = tokens(hundred, "{\"forced_decoder_ids\": [[1, null], [2, 362]]}");
    assertEquals(100, tokens.languages().size());
    assertEquals(hundred.id("<|transcribe|>"), tokens.tasks().get("transcribe"));
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> tokens(hundred, "{\"forced_decoder_ids\": [[1, 261], [2, 362], [3, 365]]}"));
    assertTrue(e.getMessage().contains("<|nospeech|>"), e.getMessage());
  }

  @Test
  void theMutantWhoseIdsAreOutOfRangeIsRefused() {
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> DecodingTokens.read(shared("cases/30-hostile-tokens-21-3667")));
    assertTrue(e.getMessage().contains("\"no_timestamps_token_id\", found -1"), e.getMessage());
  }
}
