package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.eval.result.EvalJsonReader;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreCommandTest {
  private static final int BAD_INPUT = 3;
  private static final int USAGE = 2;
  private static final String PAIRS =
      """
      {"id": "a", "reference": "Two Words.", "hypothesis": "two words", "language": "en", "speaker": "s1"}
      {"id": "b", "reference": "one more here", "hypothesis": "one here too", "language": "en", "speaker": "s2"}
      """;

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static JsonNode json(CliRun run) throws IOException {
    return new ObjectMapper().readTree(run.ok().out());
  }

  @Test
  void pairsAreScoredAsATable() throws IOException {
    CliRun run = CliRun.of("score", file("pairs.jsonl", PAIRS)).ok();
    assertTrue(run.out().contains("word error rate (WER)"), run.out());
    assertTrue(run.out().contains("40.00 %"), run.out());
    assertTrue(run.out().contains("0 / 1 / 1 of 5"), run.out());
    assertTrue(run.out().contains("normaliser whisper-english"), run.out());
    assertTrue(run.out().contains("by speaker"), run.out());
    assertFalse(run.out().contains("size on disk"), run.out());
    assertFalse(run.out().contains("by language"), "there is only one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "English", "EN", "en-US", "en_us", "eng"})
  void aLanguageIsSpelledAsAnybodyDoes(String spelling) throws IOException {
    String texts = "\"reference\": \"Mr. Smith can't\", \"hypothesis\": \"mister smith cannot\"";
    Path untold = file("untold.jsonl", "{" + texts + "}\n");
    Path told = file("told.jsonl", "{" + texts + ", \"language\": \"" + spelling + "\"}\n");
    JsonNode asked = json(CliRun.of("score", untold, "--json", "--language", spelling));
    JsonNode read = json(CliRun.of("score", told, "--json", "--only-language", spelling));
    assertEquals("whisper-english", asked.at("/wer/normalizer").textValue());
    assertEquals("whisper-english", read.at("/wer/normalizer").textValue());
  }

  @Test
  void aLanguageThatNobodySpeaksIsRefusedEverywhere() throws IOException {
    Path pairs = file("pairs.jsonl", PAIRS);
    CliRun.of("score", pairs, "--language", "klingon").failsWith(USAGE, "found \"klingon\"");
    CliRun.of("score", pairs, "--only-language", "englsh").failsWith(USAGE, "english (en)");
    Path unknown =
        file("xx.jsonl", PAIRS + PAIRS.replace("\"en\"", "\"xx\"").replace("\"id\"", "\"n\""));
    CliRun.of("score", unknown).failsWith(BAD_INPUT, "found \"xx\"");
    CliRun skipped = CliRun.of("score", unknown, "--skip-bad").ok();
    assertTrue(skipped.out().contains("Skipped 2 bad rows"), skipped.out());
  }

  @Test
  void whatTheNormaliserDoesNotKnowIsSaidBesideTheRate() throws IOException {
    Path pairs =
        file(
            "apos.jsonl",
            "{\"id\": \"1\", \"reference\": \"it\u2019s John\u2019s\", \"hypothesis\": \"it's"
                + " John's\", \"language\": \"en\"}\n");
    CliRun run = CliRun.of("score", pairs, "--json").ok();
    assertTrue(run.err().contains("U+2019 in place of '"), run.err());
    assertTrue(json(run).path("warnings").get(0).textValue().contains("U+2019"));
    assertEquals(0.5, json(run).at("/wer/value").doubleValue());
  }

  @Test
  void theResultIsOneThatEvalWrites() throws IOException {
    Path out = folder.resolve("result.json");
    Path pairs = file("pairs.jsonl", PAIRS);
    JsonNode json =
        json(CliRun.of("score", pairs, "--json", "--out", out, "--system", "other 2.0"));
    assertEquals("sotto-eval/1", json.path("format").asText());
    assertEquals(0.4, json.at("/wer/value").doubleValue(), 1e-12);
    assertEquals("other 2.0", json.at("/model/folder").asText());
    assertEquals(64, json.at("/model/sha256/pairs.jsonl").asText().length());
    assertEquals(json, new ObjectMapper().readTree(out.toFile()));
    assertEquals(2, EvalJsonReader.parse(out, JsonFiles.readObject(out)).utterances().size());
    CliRun.of("score", pairs, "--out", out).failsWith(BAD_INPUT, "exists already");
    CliRun.of("score", pairs, "--out", pairs, "--force").failsWith(BAD_INPUT, "would overwrite");
  }

  @Test
  void plainTextOfTwoFilesHasTheSameRates() throws IOException {
    Path said = file("said.txt", "Two Words.\none more here\n");
    Path heard = file("heard.txt", "two words\none here too\n");
    JsonNode json = json(CliRun.of("score", said, heard, "--language", "en", "--json"));
    assertEquals(0.4, json.at("/wer/value").doubleValue(), 1e-12);
    JsonNode unsaid = json(CliRun.of("score", said, heard, "--json"));
    assertEquals("mark-preserving", unsaid.at("/wer/normalizer").asText());
    JsonNode raw = json(CliRun.of("score", said, heard, "--normalizer", "raw", "--json"));
    assertEquals(0.8, raw.at("/wer/value").doubleValue(), 1e-12);
    assertEquals("raw", raw.at("/wer/normalizer").asText());
    assertEquals(64, raw.at("/model/sha256/heard.txt").asText().length());
  }

  @Test
  void linesWithIdsArePairedByIdAndTheResultSaysSo() throws IOException {
    Path said = file("ref", "utt1 hello world\nutt2 third line\n");
    Path heard = file("hyp", "utt2 third line\nutt1 hello word\n");
    Path out = folder.resolve("result.json");
    JsonNode json = json(CliRun.of("score", said, heard, "--json", "--out", out));
    assertEquals(0.25, json.at("/wer/value").doubleValue(), 1e-12);
    assertEquals("kaldi", json.at("/data/form").asText());
    assertEquals(
        "kaldi",
        EvalJsonReader.parse(out, JsonFiles.readObject(out)).data().form().orElseThrow().key());
    assertTrue(CliRun.of("score", said, heard).ok().out().contains(", read as kaldi, "));
    JsonNode plain = json(CliRun.of("score", said, heard, "--pairs", "plain", "--json"));
    assertEquals(1, plain.at("/wer/value").doubleValue(), 1e-12);
    CliRun.of("score", said, heard, "--pairs", "jsonl").failsWith(USAGE, "expected one file");
    CliRun.of("score", said, heard, "--pairs", "stm").failsWith(USAGE, "--pairs: expected jsonl");
    CliRun.of("score", said, file("part", "utt1 hello world\n"))
        .failsWith(BAD_INPUT, "ref line 2: \"utt2\" has no hypothesis");
  }

  @Test
  void badLinesEndTheRunOrAreCounted() throws IOException {
    Path pairs = file("pairs.jsonl", "{\"reference\": \"a\"}\n" + PAIRS + "[]\n");
    CliRun.of("score", pairs).failsWith(BAD_INPUT, "line 1: \"hypothesis\" or \"pred_text\"");
    CliRun.of("score", pairs).failsWith(BAD_INPUT, "; line 4: expected a JSON object");
    CliRun skipping = CliRun.of("score", pairs, "--skip-bad", "--json").ok();
    assertTrue(skipping.err().contains("skipped 2 bad rows: line 1: "), skipping.err());
    JsonNode json = json(skipping);
    assertEquals(2, json.at("/data/skipped").intValue());
    assertEquals(2, json.at("/data/utterances").intValue());
    assertEquals(2, json.at("/data/badRows").size());
  }

  @Test
  void aSampleSaysWhatItIs() throws IOException {
    JsonNode json =
        json(
            CliRun.of(
                "score",
                file("pairs.jsonl", PAIRS),
                "--sample",
                "1",
                "--sample-seed",
                "7",
                "--json"));
    assertEquals(1, json.at("/data/utterances").intValue());
    assertEquals(1, json.at("/data/leftOut").intValue());
    assertEquals(7, json.at("/data/selection/sample/seed").intValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--sample 0",
        "--min-seconds -1",
        "--max-seconds Infinity",
        "--only-language ",
        "--max-seconds x",
        "--normalizer x",
        "--threads 1"
      })
  void anOptionThatMakesNoSenseIsAUsageError(String option) throws IOException {
    String[] words = option.split(" ", -1);
    CliRun.of("score", file("pairs.jsonl", PAIRS), words[0], words[1]).failsWith(USAGE, "");
  }
}
