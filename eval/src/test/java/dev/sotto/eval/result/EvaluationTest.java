package dev.sotto.eval.result;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * On a real model; {@code -Dsotto.slow=true} takes whole data sets and compares their word errors
 * with those that transformers and Whisper's own normaliser give.
 */
class EvaluationTest {
  private static final int CLIPS = 3;

  private static EvalResult evaluate(Dataset dataset) {
    ExportFolder export = Exports.open(shared("models/tiny.en"));
    return Evaluation.run(export, dataset, EvaluationSettings.defaults(), Progress.NONE);
  }

  private static List<JsonNode> goldens(String kind) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(shared("golden/greedy.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      if (row.path("kind").asText().equals(kind) && row.path("model").asText().equals("tiny.en")) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void aResultSaysWhatWasHeardAndWhatTheModelIs() throws IOException {
    Dataset dataset = Manifest.read(shared("speech/hifitts/test.jsonl")).limit(CLIPS);
    EvalResult result = evaluate(dataset);
    Map<String, JsonNode> goldens = new HashMap<>();
    goldens("greedy").forEach(row -> goldens.put(row.get("audio").asText(), row));
    ObjectNode json = EvalJson.of(result);
    assertEquals("sotto-eval/1", json.path("format").asText());
    assertEquals("hifitts/test", json.path("data").path("name").asText());
    assertEquals(dataset.fingerprint(), json.path("data").path("fingerprint").asText());
    assertEquals(CLIPS, json.path("utterances").size());
    for (JsonNode utterance : json.path("utterances")) {
      JsonNode golden = goldens.get("hifitts/" + utterance.path("id").asText());
      assertEquals(integers(golden.get("generated")), integers(utterance.path("tokens")));
      assertEquals(golden.get("text").asText().strip(), utterance.path("hypothesis").asText());
    }
    assertEquals("whisper-english", json.path("wer").path("normalizer").asText());
    assertTrue(json.path("wer").path("low").doubleValue() <= result.errorRate().wer());
    // 37,760,640 of tiny, less 576,000 fixed positions and one row of the embedding.
    assertEquals(37_184_256, json.path("parameters").path("logical").longValue());
    assertEquals(
        64, json.path("model").path("sha256").path("encoder_model.onnx").asText().length());
    assertTrue(json.path("realTimeFactor").doubleValue() > 0);
    assertTrue(json.path("versions").path("onnxruntime").asText().startsWith("1."));
    assertEquals(json, EvalJson.of(EvalJsonReader.parse(Path.of("result.json"), written(json))));
  }

  /** A model that runs, of a layout that Sotto cannot take apart, and knows no words. */
  private static ExportFolder unknownLayout(Path folder) throws IOException {
    Fixtures.folder("f04-int4-matmulnbits", false, folder);
    Files.copy(
        shared("fixtures/g02-transformersjs/tokenizer.json"), folder.resolve("tokenizer.json"));
    Files.writeString(
        folder.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    return Exports.open(folder);
  }

  @Test
  void aModelOfUnknownLayoutIsHeardAndItsFiguresAreNotKnown(@TempDir Path folder)
      throws IOException {
    ExportFolder export = unknownLayout(folder);
    assertThrows(SottoException.class, () -> export.read());
    Dataset dataset = Manifest.read(shared("speech/fsdd/test.jsonl")).limit(3);
    EvalResult result =
        Evaluation.run(
            export, dataset, EvaluationSettings.defaults().probingSilence(), Progress.NONE);
    assertEquals(3, result.errorRate().words().referenceLength());
    assertTrue(result.size().parameters().isEmpty());
    assertTrue(result.size().bytes().getAsLong() > 100_000);
    assertTrue(result.speed().isPresent());
    assertEquals(7, result.probe().orElseThrow().sounds().size());
    ObjectNode json = EvalJson.of(result);
    assertFalse(json.has("parameters"));
    assertTrue(
        json.path("notKnown").path(0).asText().contains(".onnx"), json.path("notKnown")::toString);
    assertEquals("0.298", json.at("/utterances/0/seconds").asText());
    assertEquals("george", json.at("/utterances/0/speaker").asText());
    EvalResult read = EvalJsonReader.parse(Path.of("result.json"), written(json));
    assertEquals(json, EvalJson.of(read));
    assertEquals(result.size(), read.size());
    assertEquals(result.probe(), read.probe());
    assertEquals(result.utterances(), read.utterances());
    assertTrue(ResultTable.of(result).toPlainText().contains("not known"));
  }

  /** The language in the settings of a result on data that says to be in {@code code}. */
  private static String languageUsed(ExportFolder export, String code) {
    Utterance first = Manifest.read(shared("speech/fsdd/test.jsonl")).utterances().get(0);
    Dataset dataset =
        new Dataset(
            "d",
            List.of(
                new Utterance(
                    "a",
                    first.audio(),
                    first.reference(),
                    OptionalDouble.empty(),
                    Optional.of(code),
                    Optional.empty(),
                    1)));
    EvalResult result =
        Evaluation.run(export, dataset, EvaluationSettings.defaults(), Progress.NONE);
    return EvalJson.of(result).at("/settings/language").asText();
  }

  @Test
  void theResultSaysInWhichLanguageWasHeard(@TempDir Path folder) throws IOException {
    ExportFolder export = unknownLayout(folder);
    assertEquals("de", languageUsed(export, "de-AT"));
    assertEquals("auto", languageUsed(export, "xx"));
  }

  /** As a file would give it back. */
  private static JsonNode written(JsonNode json) throws IOException {
    return new ObjectMapper().readTree(JsonFiles.write(json));
  }

  @Test
  void aFileThatIsNoResultIsRefusedWithWhatIsMissing(@TempDir Path folder) throws IOException {
    Path other = Files.writeString(folder.resolve("other.json"), "{\"format\": \"x\"}");
    SottoException notOurs = assertThrows(SottoException.class, () -> MadeUp.read(other));
    assertTrue(notOurs.getMessage().contains("sotto-eval/1"), notOurs.getMessage());
    Path half = Files.writeString(folder.resolve("half.json"), "{\"format\": \"sotto-eval/1\"}");
    SottoException cut = assertThrows(SottoException.class, () -> MadeUp.read(half));
    assertTrue(cut.getMessage().contains("\"wer\""), cut.getMessage());
  }

  private static List<Integer> integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::intValue).toList();
  }

  @ParameterizedTest
  @CsvSource({"jfk, 0", "librivox, 0", "hifitts, 2"})
  void wordErrorsAreThoseOfTheGoldens(String set, int tolerance) throws IOException {
    assumeTrue(Boolean.getBoolean("sotto.slow"), "needs -Dsotto.slow=true");
    String name = set.equals("hifitts") ? "hifitts_test" : set;
    JsonNode golden =
        goldens("corpus_wer").stream()
            .filter(row -> row.get("set").asText().equals(name))
            .findFirst()
            .orElseThrow()
            .get("english");
    long start = System.nanoTime();
    EvalResult result = evaluate(Manifest.read(shared("speech/" + set + "/test.jsonl")));
    EditCounts words = result.errorRate().words();
    System.out.printf("%s: %s in %.1f s%n", set, words, (System.nanoTime() - start) / 1e9);
    System.out.print(ResultTable.compare(result, result).toPlainText());
    assertEquals(golden.get("ref_words").longValue(), words.referenceLength());
    assertEquals(golden.get("edits").doubleValue(), (double) words.edits(), tolerance);
  }
}
