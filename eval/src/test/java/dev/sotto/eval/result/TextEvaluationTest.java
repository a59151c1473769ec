package dev.sotto.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.dataset.BadRows;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Sample;
import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.pairs.PairForm;
import dev.sotto.eval.dataset.pairs.PairedTexts;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.decode.DecodingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TextEvaluationTest {
  private static final double ROUNDING = 1e-12;
  private static final ModelIdentity SYSTEM =
      new ModelIdentity("other recogniser", Map.of("pairs.jsonl", "hash"));

  private static TextPair pair(int line, String reference, String hypothesis, String language) {
    return new TextPair(
        Integer.toString(line),
        reference,
        hypothesis,
        OptionalDouble.of(1.5),
        Optional.ofNullable(language),
        Optional.of("s" + line % 2),
        line);
  }

  private static PairedTexts texts(TextPair... pairs) {
    return new PairedTexts("d", List.of(pairs), Selection.ALL, PairForm.JSONL);
  }

  private static EvaluationSettings raw() {
    return EvaluationSettings.defaults().withNormalizer(Normalizers.of("raw"));
  }

  @Test
  void theRatesOfWholeCorporaAreThoseOfJiwer() throws IOException {
    int corpora = 0;
    for (String line : Files.readAllLines(SharedFiles.shared("golden/wer.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      if (!row.get("kind").textValue().equals("corpus")) {
        continue;
      }
      List<TextPair> pairs = new ArrayList<>();
      for (JsonNode pair : row.get("pairs")) {
        pairs.add(pair(pairs.size(), pair.get(0).textValue(), pair.get(1).textValue(), "en"));
      }
      ObjectNode json =
          EvalJson.of(
              TextEvaluation.run(
                  new PairedTexts("d", pairs, Selection.ALL, PairForm.JSONL), SYSTEM, raw()));
      assertEquals(row.get("wer").doubleValue(), json.at("/wer/value").doubleValue(), ROUNDING);
      assertEquals(row.get("cer").doubleValue(), json.at("/cer/value").doubleValue(), ROUNDING);
      corpora++;
    }
    assertEquals(11, corpora);
  }

  @Test
  void nothingIsSaidOfAModelThatDidNotRun() {
    ObjectNode json =
        EvalJson.of(TextEvaluation.run(texts(pair(1, "a", "b", "en")), SYSTEM, raw()));
    assertEquals("other recogniser", json.at("/model/folder").textValue());
    for (String field : List.of("speed", "settings", "parameters", "bytes", "flops", "notKnown")) {
      assertFalse(json.has(field), field);
    }
  }

  @Test
  void theMeasureAndTheLanguageAskedForAreInTheResult() {
    EvaluationSettings chinese =
        EvaluationSettings.defaults()
            .withDecoding(DecodingOptions.defaults().withLanguage("Chinese"));
    EvalResult result =
        TextEvaluation.run(texts(pair(1, "\u597d\u4eba", "\u597d\u5929", null)), SYSTEM, chinese);
    ObjectNode json = EvalJson.of(result);
    assertEquals("characters", json.path("measure").textValue());
    assertEquals(0.5, json.at("/errorRate/value").doubleValue());
    assertEquals(2, json.at("/errorRate/units").intValue());
    assertEquals(1, json.at("/wer/value").doubleValue());
    assertFalse(json.path("wer").has("low"), "the interval is that of the measure");
    assertEquals("zh", json.path("language").textValue());
    assertEquals("characters", json.at("/breakdown/speaker/0/measure").textValue());
    assertEquals(result, EvalJsonReader.parse(Path.of("r.json"), json));
  }

  @Test
  void aLanguageOfManySpellingsIsOne() {
    EvalResult result =
        TextEvaluation.run(
            texts(
                pair(1, "a", "a", "English"), pair(2, "a", "a", "en-US"), pair(3, "a", "a", "eng")),
            SYSTEM,
            EvaluationSettings.defaults());
    assertEquals("whisper-english", result.normalizerId());
    List<String> languages =
        result.breakdowns().stream()
            .filter(breakdown -> breakdown.by().equals("language"))
            .flatMap(breakdown -> breakdown.slices().stream())
            .map(Breakdown.Slice::name)
            .toList();
    assertEquals(List.of("en"), languages);
  }

  @Test
  void theNormalizerFollowsTheLanguage() {
    assertEquals("whisper-english", normalizer(texts(pair(1, "a", "a", "en-GB")), null));
    assertEquals("mark-preserving", normalizer(texts(pair(1, "a", "a", null)), null));
    assertEquals("whisper-english", normalizer(texts(pair(1, "a", "a", null)), "en"));
    assertEquals("mark-preserving", normalizer(texts(pair(1, "a", "a", "en")), "hi"));
    assertEquals(
        "mark-preserving",
        normalizer(texts(pair(1, "a", "a", "en"), pair(2, "a", "a", "hi")), null));
  }

  private static String normalizer(PairedTexts texts, String language) {
    EvaluationSettings settings = EvaluationSettings.defaults();
    DecodingOptions decoding = settings.decoding();
    return TextEvaluation.run(
            texts,
            SYSTEM,
            language == null ? settings : settings.withDecoding(decoding.withLanguage(language)))
        .normalizerId();
  }

  @Test
  void aResultIsReadAsItWasWritten() throws IOException {
    Selection selection =
        new Selection(
            new Filter(
                OptionalDouble.of(1),
                OptionalDouble.of(20),
                Optional.of("hi"),
                Optional.of(new Sample(5, 9)),
                OptionalInt.of(4)),
            3,
            new BadRows(2, List.of("line 1: x", "line 4: y")));
    EvalResult result =
        TextEvaluation.run(
            new PairedTexts(
                "d",
                List.of(pair(1, "a b", "a", "hi"), pair(2, "c", "c", null)),
                selection,
                PairForm.KALDI),
            SYSTEM,
            raw());
    ObjectNode json = EvalJson.of(result);
    JsonNode written = new ObjectMapper().readTree(JsonFiles.write(json));
    EvalResult read = EvalJsonReader.parse(Path.of("result.json"), written);
    assertEquals(json, EvalJson.of(read));
    assertEquals(result.data(), read.data());
    assertEquals(result.utterances(), read.utterances());
    assertEquals(result.size(), read.size());
    assertEquals(result.speed(), read.speed());
    assertEquals(2, json.at("/breakdown/speaker").size());
    assertEquals(1 / 3.0, json.at("/wer/value").doubleValue(), ROUNDING);
  }

  @Test
  void aResultThatContradictsItselfIsRefused() {
    ObjectNode json =
        EvalJson.of(TextEvaluation.run(texts(pair(1, "a", "b", "en")), SYSTEM, raw()));
    ((ObjectNode) json.get("data")).putArray("badRows").add("line 1: x");
    SottoException error =
        assertThrows(
            SottoException.class, () -> EvalJsonReader.parse(Path.of("result.json"), json));
    assertEquals(SottoException.Code.BAD_INPUT, error.code());
  }

  @Test
  void boundsThatMakeNoSenseInAResultAreBadInput() {
    ObjectNode json =
        EvalJson.of(TextEvaluation.run(texts(pair(1, "a", "b", "en")), SYSTEM, raw()));
    ((ObjectNode) json.get("data")).putObject("selection").put("minSeconds", -1.0);
    SottoException error =
        assertThrows(
            SottoException.class, () -> EvalJsonReader.parse(Path.of("result.json"), json));
    assertEquals(SottoException.Code.BAD_INPUT, error.code());
    assertTrue(error.getMessage().startsWith("result.json: expected a shortest"), error::toString);
  }
}
