package dev.sotto.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.FallbackRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Results that somebody changed after they were written, a field at a time. */
class EditedResultTest {
  private static final Path FILE = Path.of("result.json");

  private static HeardUtterance heard(String id, String said, String heard, double seconds) {
    return MadeUp.heard(
        id,
        said,
        heard,
        List.of(5, 6),
        UtteranceScore.of(said, heard),
        new Traits(OptionalDouble.of(seconds), Optional.of("en"), Optional.of("s" + id)));
  }

  private static EvalResult result() {
    EvaluationSettings settings =
        EvaluationSettings.defaults().withNormalizer(Normalizers.of("raw"));
    List<HeardUtterance> heard =
        List.of(heard("a", "one two three", "one too", 1.5), heard("b", "four", "four", 3.25));
    return MadeUp.result(
        new ModelIdentity("models/m", Map.of("encoder_model.onnx", "ab12")),
        MadeUp.data("folder/test", 2, 4.75, "f"),
        settings,
        heard,
        new WordErrorRate(heard.stream().map(HeardUtterance::score).toList())
            .interval(settings.bootstrap()),
        MadeUp.size(1_000, 7, 5_000_000_000L, new Flops(90, 40, 10, 10, 1)),
        new Measurement(
            1,
            new Measurement.Window(2, 3, 4, 5),
            0.1,
            OptionalDouble.of(0.25),
            OptionalLong.of(1_000),
            OptionalLong.empty()),
        Map.of("sotto", "0.1.0"));
  }

  private static ObjectNode written() {
    return JsonFiles.parseObject(FILE, JsonFiles.write(EvalJson.of(result())));
  }

  @Test
  void whatWasWrittenIsRead() {
    assertEquals(result(), EvalJsonReader.parse(FILE, written()));
    ObjectNode annotated = written();
    annotated.put("remark", "on a train").withObject("/wer").put("goal", 0.5);
    assertEquals(result(), EvalJsonReader.parse(FILE, annotated));
  }

  @Test
  void aResultFromBeforeThereWasAMeasureIsOneOfWords() {
    ObjectNode old = written();
    old.remove(List.of("measure", "errorRate"));
    old.withArray("/breakdown/language").forEach(row -> ((ObjectNode) row).put("name", "English"));
    for (JsonNode row : old.withArray("/utterances")) {
      ((ObjectNode) row).put("language", "English");
    }
    EvalResult read = EvalJsonReader.parse(FILE, old);
    assertEquals(Measure.WORDS, read.measure());
    assertEquals(result().interval(), read.interval());
    assertEquals("en", read.breakdowns().get(1).slices().get(0).name());
  }

  private static EvalResult looped(EvalResult result) {
    List<HeardUtterance> utterances = new ArrayList<>(result.utterances());
    HeardUtterance last = utterances.remove(1);
    utterances.add(
        new HeardUtterance(
            last.id(),
            last.reference(),
            last.hypothesis(),
            last.tokens(),
            last.score(),
            last.traits(),
            new Certainty(OptionalDouble.of(0.1), true, 0.4, true)));
    return new EvalResult(
        result.model(),
        result.data(),
        result.scoring(),
        utterances,
        result.interval(),
        result.size(),
        result.run(),
        result.versions());
  }

  @Test
  void loopsAreToldOfEachUtteranceAndOfAll() {
    EvalResult result = looped(result());
    ObjectNode json = JsonFiles.parseObject(FILE, JsonFiles.write(EvalJson.of(result)));
    assertEquals(1, json.path("loops").intValue());
    assertEquals(1, json.path("retried").intValue());
    assertEquals(0.4, json.at("/utterances/1/temperature").doubleValue());
    assertTrue(json.at("/utterances/1/looped").booleanValue());
    assertEquals(result, EvalJsonReader.parse(FILE, json));
    assertEquals(Set.of("b"), result.loops());
    assertTrue(ResultTable.of(result).toPlainText().contains("repeat itself in 1 of 2 utterances"));
    assertFalse(ResultTable.of(result()).toPlainText().contains("repeat itself"));
    assertTrue(json.at("/utterances/1/heardAgain").booleanValue());
    assertTrue(
        ResultTable.of(result).toPlainText().contains("of 1 of 2 utterances in cut windows"));
    assertFalse(ResultTable.of(result()).toPlainText().contains("cut windows"));
    json.remove("loops");
    assertThrows(SottoException.class, () -> EvalJsonReader.parse(FILE, json));
  }

  @Test
  void aResultFromBeforeThereWereSearchesIsGreedyWithoutFallback() {
    ObjectNode old = written();
    old.remove(List.of("loops", "retried"));
    old.withObject("/settings").remove(List.of("search", "fallback"));
    EvalResult read = EvalJsonReader.parse(FILE, old);
    assertEquals(Set.of(), read.loops());
    assertEquals(
        DecodingOptions.defaults().withFallback(FallbackRule.off()),
        read.run().orElseThrow().decoding());
  }

  static Stream<Arguments> edits() {
    return Stream.of(
        Arguments.of("/wer/value", new DoubleNode(0.01), "\"wer.value\" to be 0.5"),
        Arguments.of("/wer/words", new IntNode(400), "\"wer.words\" to be 4"),
        Arguments.of("/errorRate/low", new DoubleNode(0.95), "low to high"),
        Arguments.of("/wer/low", new DoubleNode(0.1), "\"wer.low\" to be 0.0"),
        Arguments.of("/errorRate/low", new IntNode(-5), "\"low\" with a rate from 0"),
        Arguments.of("/errorRate/value", new DoubleNode(0), "\"errorRate.value\" to be 0.5"),
        Arguments.of("/measure", new TextNode("characters"), "\"measure\" to be \"words\""),
        Arguments.of(
            "/settings/threads", new IntNode(20_000), "from 1 to 512 threads, found 20000"),
        Arguments.of("/settings/threads", new IntNode(0), "from 1 to 512 threads"),
        Arguments.of("/settings/batchSize", new IntNode(1 << 30), "batch size from 1 to 1024"),
        Arguments.of("/settings/language", new TextNode("xx"), "expected a language"),
        Arguments.of("/settings/search/beams", new IntNode(0), "from 1 to 64 beams"),
        Arguments.of("/settings/search/temperature", new IntNode(3), "temperature from 0 to 2"),
        Arguments.of("/loops", new IntNode(1), "\"loops\" to be 0"),
        Arguments.of("/settings/device", new TextNode("cuda:99999"), "expected a device"),
        Arguments.of("/wer/high", new IntNode(7), "\"wer.high\" to be"),
        Arguments.of("/data/audioSeconds", new IntNode(36_000), "\"data.audioSeconds\" to be 4.75"),
        Arguments.of("/data/leftOut", new IntNode(-1), "\"leftOut\" with a count from 0"),
        Arguments.of("/cer/value", new DoubleNode(0), "\"cer.value\""),
        Arguments.of("/breakdown/speaker/0/wer", new IntNode(0), "\"breakdown.speaker[0].wer\""),
        Arguments.of("/breakdown", new TextNode("none"), "\"breakdown\""),
        Arguments.of("/realTimeFactor", new DoubleNode(0.01), "\"realTimeFactor\" to be 0.25"),
        Arguments.of("/realTimeFactor", new IntNode(-1), "\"realTimeFactor\" to be 0.25"),
        Arguments.of("/peakResidentBytes", new IntNode(1), "\"peakResidentBytes\" to be 1000"),
        Arguments.of("/speed/loadMillis", new IntNode(-3), "\"loadMillis\""),
        Arguments.of("/parameters/zeroed", new IntNode(1_001), "at most 1000 zeroed"),
        Arguments.of("/parameters/logical", new IntNode(-8), "from 0"),
        Arguments.of("/bytes", new LongNode(-1), "from 0"),
        Arguments.of("/flops/encoder", new LongNode(-1), "from 0"),
        Arguments.of("/data/utterances", new IntNode(3), "expected 3 utterances"),
        Arguments.of("/data/audioSeconds", new IntNode(-1), "from 0"),
        Arguments.of("/utterances/0/seconds", new IntNode(-1), "utterance a: "),
        Arguments.of("/utterances/0/edits", new IntNode(9), "utterance a: "),
        Arguments.of("/utterances/1/words", new IntNode(2_097_152), "utterance b: "),
        Arguments.of("/utterances/1/words", new LongNode(1L << 40), "utterance b: "),
        Arguments.of("/utterances/1/insertions", new IntNode(-1), "utterance b: "),
        Arguments.of("/utterances/1/deletions", new TextNode("x"), "whole number, found \"x\""),
        Arguments.of("/versions/sotto", new IntNode(3), "\"versions\" with texts alone"),
        Arguments.of("/format", new TextNode("sotto-eval/2"), "found sotto-eval/2"));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void anEditThatContradictsTheRestIsNamed(String place, JsonNode value, String problem) {
    ObjectNode json = written();
    int last = place.lastIndexOf('/');
    JsonNode parent = json.at(place.substring(0, last));
    String name = place.substring(last + 1);
    assertTrue(parent.has(name), () -> place + " is not in " + parent);
    ((ObjectNode) parent).set(name, value);
    SottoException e = assertThrows(SottoException.class, () -> EvalJsonReader.parse(FILE, json));
    assertEquals(Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().startsWith("result.json: "), e.getMessage());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  @Test
  void anUtteranceLessIsNoticed() {
    ObjectNode json = written();
    ((ArrayNode) json.get("utterances")).remove(1);
    SottoException e = assertThrows(SottoException.class, () -> EvalJsonReader.parse(FILE, json));
    assertTrue(e.getMessage().contains("expected 2 utterances"), e.getMessage());
  }

  @Test
  void aFieldThatIsMissingIsAskedFor() {
    ObjectNode json = written();
    json.withObject("/errorRate").remove("low");
    SottoException e = assertThrows(SottoException.class, () -> EvalJsonReader.parse(FILE, json));
    assertEquals(
        "result.json: expected \"low\" with a number, found none; an older Sotto's result must be"
            + " made again",
        e.getMessage());
  }
}
