package dev.sotto.runtime.decode.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.Task;
import dev.sotto.runtime.decode.TestOptions;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the tiny random Whisper: 64 positions, start token 151, end token 150. */
class GreedyDecoderTest {
  private static final DecodingOptions OPTIONS = DecodingOptions.defaults();
  private static final String MULTILINGUAL =
      """
      {"is_multilingual": true, "no_timestamps_token_id": 159,
       "lang_to_id": {"<|en|>": 152, "<|de|>": 153}, "task_to_id": {"transcribe": 155}}
      """;

  @TempDir Path folder;

  @BeforeEach
  void export() {
    Fixtures.folder(Fixtures.REFERENCE, true, folder);
  }

  private <T> T with(DecodingOptions options, Function<GreedyDecoder, T> use) {
    try (WhisperRunner runner =
        WhisperRunner.open(folder, SessionSettings.defaults().withIntraThreads(1))) {
      return use.apply(new GreedyDecoder(runner, options));
    }
  }

  private List<Decoding> decode(DecodingOptions options, int... items) {
    List<float[]> windows = IntStream.of(items).mapToObj(Fixtures::logMel).toList();
    return with(options, decoder -> decoder.decode(windows));
  }

  private void generation(String json) throws IOException {
    Files.writeString(folder.resolve("generation_config.json"), json);
  }

  @Test
  void eachTokenIsTheBestAfterTheWholeSequenceBefore() {
    Decoding result = decode(OPTIONS, 3, 0).get(1);
    try (WhisperRunner runner = WhisperRunner.open(folder, SessionSettings.defaults());
        EncodedAudio audio = runner.encode(List.of(Fixtures.logMel(0)));
        DecoderRun run = runner.decode(audio)) {
      long[] sequence = new long[result.tokens().size()];
      sequence[0] = 151;
      for (int i = 1; i < sequence.length; i++) {
        sequence[i] = result.tokens().get(i - 1);
      }
      Logits logits = run.score(sequence);
      for (int i = 0; i < sequence.length; i++) {
        float[] row = logits.row(0, i);
        float max = row[result.tokens().get(i)];
        for (float logit : row) {
          assertTrue(logit <= max + 1e-4f, "at " + i);
        }
      }
    }
  }

  @Test
  void stopsWhereThePositionsEnd() throws IOException {
    generation("{\"suppress_tokens\": [150]}");
    Decoding result = decode(TestOptions.of(OPTIONS, 1000), 0).get(0);
    assertEquals(63, result.tokens().size());
    assertTrue(!result.ended());
  }

  @Test
  void writesHalfAsManyTokensAsThereArePositionsUnlessTold() throws IOException {
    generation("{\"suppress_tokens\": [150]}");
    assertEquals(32, decode(OPTIONS, 0).get(0).tokens().size());
  }

  @Test
  void stopsAtTheLimitAsked() throws IOException {
    generation("{\"suppress_tokens\": [150]}");
    assertEquals(5, decode(TestOptions.of(OPTIONS, 5), 0).get(0).tokens().size());
  }

  @Test
  void anUtteranceEndsAtItsEndToken() throws IOException {
    int third = decode(OPTIONS, 0).get(0).tokens().get(2);
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst("\"eos_token_id\": *150", "\"eos_token_id\": " + third));
    Decoding result = decode(OPTIONS, 0).get(0);
    assertTrue(result.ended());
    assertEquals(third, result.tokens().get(result.tokens().size() - 1));
    assertEquals(result.tokens().indexOf(third), result.tokens().size() - 1);
  }

  @Test
  void aLanguageIsTakenByCodeOrTokenAndElseDetected() throws IOException {
    generation(MULTILINGUAL);
    List<Decoding> german = decode(OPTIONS.withLanguage("de"), 0, 1);
    assertEquals(Optional.of("de"), german.get(0).language());
    assertEquals(german, decode(OPTIONS.withLanguage("<|de|>"), 0, 1));
    for (Decoding detected : decode(OPTIONS, 0, 1)) {
      String language = detected.language().orElseThrow();
      assertTrue(decode(OPTIONS.withLanguage(language), 0, 1).contains(detected), language);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          true;  fr; TRANSCRIBE; expected one of the 2 languages that the model knows
          true;  en; TRANSLATE;  found translate, for which it has no token <|translate|>
          false; de; TRANSCRIBE; this model knows English only
          false; en; TRANSLATE;  this model knows English only
          """)
  void aLanguageOrTaskTheModelLacksIsOneClearLine(
      boolean multilingual, String language, Task task, String problem) throws IOException {
    if (multilingual) {
      generation(MULTILINGUAL);
    }
    DecodingOptions options = OPTIONS.withLanguage(language).withTask(task);
    SottoException e = assertThrows(SottoException.class, () -> with(options, decoder -> decoder));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aTextThatRepeatsItselfIsCutAtItsFirstTime() throws IOException {
    Decoding before = decode(OPTIONS, 1).get(0);
    assertTrue(!before.looped());
    int token = before.tokens().get(0);
    int size = WhisperConfig.read(folder).vocabularySize();
    List<Integer> others = IntStream.range(0, size).filter(id -> id != token).boxed().toList();
    generation("{\"suppress_tokens\": " + others + "}");
    Decoding cut = decode(TestOptions.of(OPTIONS, 60), 1).get(0);
    assertEquals(List.of(token), cut.tokens());
    assertTrue(cut.looped());
    assertTrue(!cut.ended());
    assertTrue(!decode(TestOptions.of(OPTIONS, 15), 1).get(0).looped());
  }
}
