package dev.sotto.runtime.decode;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.runtime.JsonLines;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.decode.search.CompressionRatio;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import dev.sotto.runtime.transcribe.Transcriber;
import dev.sotto.runtime.transcribe.Transcript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Real models against the decoding of Hugging Face's transformers.
 *
 * <p>{@code -Dsotto.slow=true} takes all rows; {@code -Dsotto.base=FOLDER} takes a {@code base}
 * export as well.
 */
class GreedyGoldenTest {
  /** Below this margin another implementation may rightly differ, says the golden's README. */
  private static final double NEAR_TIE = 0.05;

  private static final double LOGIT_TOLERANCE = 1e-3;
  private static final double ENCODER_TOLERANCE = 5e-3;
  private static final boolean SLOW = Boolean.getBoolean("sotto.slow");

  /** Transformers' greedy decoding knows no silence. */
  private static final DecodingOptions HEARD =
      DecodingOptions.defaults().withSilence(SilenceRule.off());

  private static final LogMel LOG_MEL = new LogMel(80);

  @Test
  void tinyEnglishWritesWhatTransformersWrites() {
    List<JsonNode> rows = rows("greedy", "tiny.en");
    assertWritesTheGoldens(
        shared("models/tiny.en"), SLOW ? rows : some(rows), TestOptions.of(HEARD, 200));
  }

  @Test
  void multilingualWritesWhatTransformersWrites() {
    List<JsonNode> rows = rows("greedy", "base");
    assertWritesTheGoldens(
        base(), SLOW ? rows : some(rows), TestOptions.of(HEARD.withLanguage("en"), 200));
  }

  @Test
  void tinyEnglishGivesTheNumbersOfTheFirstStep() {
    assertFirstSteps(shared("models/tiny.en"), rows("first_step", "tiny.en"));
  }

  @Test
  void multilingualGivesTheNumbersOfTheFirstStep() {
    assertFirstSteps(base(), rows("first_step", "base"));
  }

  @Test
  void detectsTheLanguageAsTransformersDoes() {
    List<JsonNode> rows = rows("language", "base");
    try (WhisperRunner runner = WhisperRunner.open(base(), SessionSettings.defaults());
        EncodedAudio audio = runner.encode(rows.stream().map(GreedyGoldenTest::logMel).toList())) {
      List<Map<String, Double>> detected = new LanguageDetector(runner).detect(audio);
      for (int i = 0; i < rows.size(); i++) {
        for (JsonNode top : rows.get(i).get("top3")) {
          assertEquals(
              top.get("prob").doubleValue(),
              detected.get(i).get(top.get("language").asText()),
              1e-3);
        }
      }
    }
  }

  private static Path base() {
    String folder = System.getProperty("sotto.base");
    assumeTrue(folder != null, "needs -Dsotto.base=FOLDER with an export of base");
    return Path.of(folder);
  }

  private static List<JsonNode> rows(String kind, String model) {
    return JsonLines.rows(shared("golden/greedy.jsonl"), kind).stream()
        .filter(row -> row.get("model").asText().equals(model))
        .toList();
  }

  private static List<JsonNode> some(List<JsonNode> rows) {
    return IntStream.range(0, rows.size()).filter(i -> i % 12 == 0).mapToObj(rows::get).toList();
  }

  private static float[] samples(JsonNode row) {
    return AudioReader.read(shared("speech/" + row.get("audio").asText())).samples();
  }

  private static float[] logMel(JsonNode row) {
    float[] samples = samples(row);
    return LOG_MEL.window(samples, 0, samples.length, LogMel.WINDOW_FRAMES);
  }

  private static void assertWritesTheGoldens(
      Path folder, List<JsonNode> rows, DecodingOptions options) {
    try (WhisperRunner runner = WhisperRunner.open(folder, SessionSettings.defaults());
        WhisperTokenizer tokenizer = WhisperTokenizer.open(folder)) {
      Transcriber transcriber = new Transcriber(runner, tokenizer, options, 8);
      List<Transcript> transcripts =
          transcriber.transcribe(rows.stream().map(GreedyGoldenTest::samples).toList());
      List<JsonNode> others = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        Decoding result = transcripts.get(i).windows().get(0).decoding();
        if (result.temperature() > 0) {
          assertIsDoubtful(rows.get(i));
        } else if (result.tokens().equals(JsonLines.integers(rows.get(i).get("generated")))) {
          assertEquals(rows.get(i).get("text").asText().strip(), transcripts.get(i).text());
          assertSameFigures(rows.get(i), result);
        } else {
          others.add(rows.get(i));
        }
      }
      System.out.printf("%s: %d of %d rows differ%n", folder, others.size(), rows.size());
      assertTrue(others.size() <= 0.05 * rows.size(), () -> others.toString());
      for (JsonNode other : others) {
        assertTrue(other.get("min_margin").doubleValue() < NEAR_TIE, other::toString);
      }
    }
  }

  /** Sotto decodes again where transformers' text fails the thresholds of OpenAI's Whisper. */
  private static void assertIsDoubtful(JsonNode row) {
    int tokens = row.get("generated").size() + (row.get("ended").booleanValue() ? 0 : 1);
    double mean = row.get("sum_logprob").doubleValue() / tokens;
    double ratio = CompressionRatio.of(row.get("text").asText());
    System.out.printf(
        "decoded again: %s, mean log probability %.2f, compression ratio %.2f%n",
        row.get("audio").asText(), mean, ratio);
    assertTrue(mean < SilenceRule.LOG_PROBABILITY || ratio > 2.4, row::toString);
  }

  private static void assertSameFigures(JsonNode row, Decoding result) {
    int tokens = result.tokens().size();
    assertEquals(
        row.get("sum_logprob").doubleValue(),
        result.logProbability(),
        LOGIT_TOLERANCE * tokens,
        row::toString);
    assertEquals(
        row.get("min_margin").doubleValue(),
        result.minimumMargin(),
        2 * LOGIT_TOLERANCE,
        row::toString);
    assertEquals(
        row.get("no_speech_prob").doubleValue(),
        result.noSpeechProbability().orElseThrow(),
        LOGIT_TOLERANCE,
        row::toString);
    assertEquals(row.get("ended").booleanValue(), result.ended());
  }

  private static void assertFirstSteps(Path folder, List<JsonNode> rows) {
    try (WhisperRunner runner = WhisperRunner.open(folder, SessionSettings.defaults())) {
      for (JsonNode row : rows) {
        try (EncodedAudio audio = runner.encode(List.of(logMel(row)));
            DecoderRun run = runner.decode(audio)) {
          assertEncoder(row.get("encoder"), audio.toFloats());
          List<Integer> prompt = JsonLines.integers(row.get("prompt"));
          Logits logits = run.prompt(prompt.stream().mapToLong(Integer::longValue).toArray());
          assertTop(row.get("first_step_logits_top10"), logits.row(0, prompt.size() - 1));
          assertTop(row.get("sot_position_logits_top10"), logits.row(0, 0));
        }
      }
    }
  }

  private static void assertEncoder(JsonNode golden, float[] states) {
    int width = golden.get("shape").get(1).intValue();
    golden
        .get("frames")
        .properties()
        .forEach(
            frame -> {
              int from = Integer.parseInt(frame.getKey()) * width;
              for (int i = 0; i < frame.getValue().size(); i++) {
                assertEquals(
                    frame.getValue().get(i).doubleValue(), states[from + i], ENCODER_TOLERANCE);
              }
            });
  }

  private static void assertTop(JsonNode golden, float[] logits) {
    for (int i = 0; i < golden.get("ids").size(); i++) {
      int id = golden.get("ids").get(i).intValue();
      assertEquals(golden.get("values").get(i).doubleValue(), logits[id], LOGIT_TOLERANCE);
    }
  }
}
