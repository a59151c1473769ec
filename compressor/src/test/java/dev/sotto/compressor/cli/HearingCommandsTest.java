package dev.sotto.compressor.cli;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code transcribe}, {@code eval} and {@code bench}, from arguments to exit code. */
class HearingCommandsTest {
  private static final int BAD_INPUT = 3;
  private static final int USAGE = 2;
  private static final String JFK =
      "And so my fellow Americans ask not what your country can do for you,"
          + " ask what you can do for your country.";

  @TempDir Path folder;

  private static Path model() {
    return shared("models/tiny.en");
  }

  private static Path jfk() {
    return shared("speech/jfk/jfk.wav");
  }

  /** A model whose windows are short: fast, though it knows no words. */
  private Path smallModel() throws IOException {
    Path model = Files.createDirectory(folder.resolve("small"));
    Fixtures.folder(Fixtures.REFERENCE, true, model);
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    return model;
  }

  private Path manifest(String... lines) throws IOException {
    return Files.write(folder.resolve("manifest.jsonl"), Arrays.asList(lines));
  }

  private Path brokenWav() throws IOException {
    byte[] whole = Files.readAllBytes(jfk());
    return Files.write(folder.resolve("broken.wav"), Arrays.copyOf(whole, 30));
  }

  private static void assertOneLine(int exitCode, String problem, CliRun run) {
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("sotto: "), run.err());
    assertTrue(run.err().contains(problem), run.err());
    assertEquals("", run.out());
  }

  @Test
  void oneRecordingIsItsTextAlone() {
    CliRun run = CliRun.of("transcribe", model(), jfk());
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(JFK, run.out().strip());
  }

  @Test
  void severalRecordingsAreNamedAndTheContainerChangesNothing() {
    Path flac = shared("speech/jfk/jfk.flac");
    CliRun run = CliRun.of("transcribe", model(), jfk(), flac);
    assertEquals(
        List.of(jfk() + ": " + JFK, flac + ": " + JFK), run.out().lines().toList(), run.err());
  }

  @Test
  void aRecordingThatCannotBeReadCostsTheOthersNothing() throws IOException {
    byte[] whole = Files.readAllBytes(jfk());
    Path half = Files.write(folder.resolve("half.wav"), Arrays.copyOf(whole, whole.length / 2));
    Path missing = folder.resolve("no.wav");
    CliRun run = CliRun.of("transcribe", model(), half, jfk(), missing, jfk());
    assertEquals(BAD_INPUT, run.exitCode(), run.err());
    assertEquals(List.of(jfk() + ": " + JFK, jfk() + ": " + JFK), run.out().lines().toList());
    List<String> problems = run.err().lines().filter(line -> line.startsWith("sotto:")).toList();
    assertEquals(2, problems.size(), run.err());
    assertTrue(problems.get(0).startsWith("sotto: " + half + ": the data chunk announces"));
    assertEquals("sotto: " + missing + ": no such file", problems.get(1));

    CliRun json = CliRun.of("transcribe", model(), half, jfk(), "--json");
    assertEquals(BAD_INPUT, json.exitCode(), json.err());
    JsonNode read = new ObjectMapper().readTree(json.out());
    assertEquals(1, read.path("transcripts").size());
    assertEquals(JFK, read.at("/transcripts/0/text").asText());
    assertEquals(half.toString(), read.at("/unreadable/0/file").asText());
    assertTrue(read.at("/unreadable/0/problem").asText().contains("it is truncated"));
  }

  @Test
  void jsonHoldsTextTokensAndTimes() throws IOException {
    CliRun run = CliRun.of("transcribe", model(), jfk(), "--json", "--batch", "1");
    JsonNode transcript = new ObjectMapper().readTree(run.out()).path("transcripts").path(0);
    assertEquals(JFK, transcript.path("text").asText());
    assertEquals("en", transcript.path("language").asText());
    assertEquals(
        50256, transcript.path("tokens").path(transcript.path("tokens").size() - 1).intValue());
    assertEquals(0, transcript.path("windows").path(0).path("startSeconds").doubleValue());
    assertEquals(11, transcript.path("windows").path(0).path("endSeconds").doubleValue());
  }

  @Test
  void jsonTellsHowEachWindowWasDecoded() throws IOException {
    CliRun run = CliRun.of("transcribe", model(), jfk(), "--json", "--beam", "2").ok();
    JsonNode window = new ObjectMapper().readTree(run.out()).at("/transcripts/0/windows/0");
    assertFalse(window.path("looped").booleanValue(), run.out());
    assertTrue(window.has("looped"), run.out());
    assertEquals(0, window.path("temperature").doubleValue());
  }

  @Test
  void aPromptChangesTheStyle() {
    CliRun run = CliRun.of("transcribe", model(), jfk(), "--prompt", "SO.SAID.HE").ok();
    assertEquals(JFK.replace("you, ask", "you. Ask"), run.out().strip());
  }

  @Test
  void subtitlesArePrintedWithTimes() {
    CliRun run = CliRun.of("transcribe", model(), jfk(), "--format", "srt").ok();
    List<String> lines = run.out().lines().toList();
    assertEquals("1", lines.get(0));
    assertTrue(lines.get(1).matches("00:00:0\\d,\\d{3} --> 00:00:\\d\\d,\\d{3}"), lines::toString);
    assertTrue(run.out().contains("And so my fellow Americans"), run.out());
  }

  @Test
  void filesAppearWholeInEachFormatAndAreNotOverwritten() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    List<Object> arguments =
        List.of("transcribe", model(), jfk(), "--out-dir", out, "--format", "text,json,vtt,tsv");
    CliRun run = CliRun.of(arguments.toArray()).ok();
    assertEquals("", run.out());
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          List.of("jfk.json", "jfk.tsv", "jfk.txt", "jfk.vtt"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertTrue(Files.readString(out.resolve("jfk.vtt")).startsWith("WEBVTT\n\n00:00.000 --> "));
    JsonNode json = new ObjectMapper().readTree(out.resolve("jfk.json").toFile());
    assertTrue(json.path("text").asText().startsWith("And so my fellow"), json::toString);
    assertEquals(11, json.path("audioSeconds").doubleValue(), 0.1);
    assertTrue(json.at("/segments/0/endSeconds").doubleValue() > 1);
    CliRun.of(arguments.toArray()).failsWith(BAD_INPUT, "exists already");
    Stream<Object> forced = Stream.concat(arguments.stream(), Stream.of("--force"));
    CliRun.of(forced.toArray()).ok();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--format srt,vtt",
        "--format pdf",
        "--format srt --json",
        "--timestamps --format vtt",
        "--timestamps --json",
        "--timestamps --out-dir missing",
        "--previous-text",
        "--force",
        "--length-penalty 0.5",
        "--no-fallback --compression-ratio-threshold 2",
        "--out-dir missing"
      })
  void anOutputThatMakesNoSenseIsAnError(String option) {
    Stream<Object> arguments =
        Stream.concat(
            Stream.of("transcribe", model(), jfk()), Stream.of((Object[]) option.split(" ")));
    CliRun run = CliRun.of(arguments.toArray());
    assertOneLine(option.startsWith("--out") ? BAD_INPUT : USAGE, "", run);
  }

  @Test
  void whatWasHeardOutlivesARecordingThatCannotBe() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Path other = folder.resolve("other.wav");
    byte[] sound = Files.readAllBytes(jfk());
    Files.write(other, Arrays.copyOf(sound, 44));
    Object[] arguments = {
      "transcribe", model(), jfk(), other, "--out-dir", out, "--format", "srt,text"
    };
    CliRun.of(arguments).failsWith(BAD_INPUT, "other.wav");
    String srt = Files.readString(out.resolve("jfk.srt"));
    // Nothing was heard of it, so nothing of it is kept.
    assertFalse(Files.exists(out.resolve(".other.sotto-part.jsonl")));
    Files.write(other, sound);
    CliRun.of(arguments).ok();
    assertEquals(srt, Files.readString(out.resolve("jfk.srt")));
    assertEquals(srt, Files.readString(out.resolve("other.srt")));
    assertFalse(Files.exists(out.resolve(".jfk.sotto-part.jsonl")));
  }

  @Test
  void goingOnDoesNotOverwriteWhatSomebodyElseWrote() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Path other = folder.resolve("other.wav");
    Files.write(other, new byte[44]);
    CliRun.of("transcribe", model(), jfk(), other, "--out-dir", out)
        .failsWith(BAD_INPUT, "other.wav");
    Path changed = Files.writeString(out.resolve("jfk.txt"), "corrected by hand");
    CliRun again = CliRun.of("transcribe", model(), jfk(), other, "--out-dir", out);
    assertEquals(BAD_INPUT, again.exitCode());
    assertTrue(again.err().contains("jfk.txt: exists already"), again.err());
    assertEquals("corrected by hand", Files.readString(changed));
  }

  @Test
  void aHiddenFileThatIsNoJournalIsLeftAlone() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Path mine = Files.writeString(folder.resolve("mine.txt"), "dear diary");
    Path journal = out.resolve(".jfk.sotto-part.jsonl");
    Files.createSymbolicLink(journal, mine);
    CliRun.of("transcribe", model(), jfk(), "--out-dir", out).failsWith(BAD_INPUT, "jfk");
    assertEquals("dear diary", Files.readString(mine));
    Files.delete(journal);
    Files.move(mine, journal);
    CliRun.of("transcribe", model(), jfk(), "--out-dir", out)
        .failsWith(BAD_INPUT, "is none of Sotto's files");
    assertEquals("dear diary", Files.readString(journal));
  }

  @Test
  void evalPrintsATableAndWritesItsResultOnce() throws IOException {
    Path out = folder.resolve("result.json");
    Path manifest = shared("speech/jfk/test.jsonl");
    CliRun run = CliRun.of("eval", model(), manifest, "--out", out);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("word error rate (WER)"), run.out());
    assertTrue(run.out().contains("37.2 M"), run.out());
    JsonNode json = new ObjectMapper().readTree(out.toFile());
    assertEquals(0, json.path("wer").path("value").doubleValue());
    assertEquals(22, json.path("wer").path("words").intValue());
    assertOneLine(BAD_INPUT, "exists already", CliRun.of("eval", model(), manifest, "--out", out));
  }

  @Test
  void everyFormOfDataIsHeard() throws IOException {
    String text = JFK.toUpperCase(Locale.ROOT).replaceAll("[^A-Z ]", "");
    Path books = Files.createDirectories(folder.resolve("books/1/2"));
    Files.copy(shared("speech/jfk/jfk.flac"), books.resolve("1-2-0000.flac"));
    Files.writeString(books.resolve("1-2.trans.txt"), "1-2-0000 " + text + "\n");
    Path clips = Files.createDirectories(folder.resolve("voice/clips"));
    Files.copy(jfk(), clips.resolve("a.mp3"));
    Path table =
        Files.writeString(
            folder.resolve("voice/test.tsv"),
            "client_id\tpath\tsentence\tlocale\ns\ta.mp3\t" + JFK + "\ten\n");
    Path audiofolder = Files.createDirectories(folder.resolve("audiofolder"));
    Files.copy(jfk(), audiofolder.resolve("a.wav"));
    Files.writeString(
        audiofolder.resolve("metadata.csv"), "file_name,text\na.wav,\"" + JFK + "\"\n");
    for (Path data : List.of(books.getParent().getParent(), table, audiofolder)) {
      CliRun run = CliRun.of("eval", model(), data, "--json").ok();
      JsonNode json = new ObjectMapper().readTree(run.out());
      assertEquals(22, json.at("/wer/words").intValue(), data::toString);
      assertEquals(0, json.at("/wer/value").doubleValue(), data::toString);
      assertEquals(11, json.at("/utterances/0/seconds").doubleValue(), 0.01, data::toString);
    }
  }

  @Test
  void clipsThatCannotBeHeardAreSkippedIfAskedAndTheFilterIsApplied() throws IOException {
    brokenWav();
    String row = "{\"audio_filepath\": \"%s\", \"text\": \"a\", \"duration\": %d}";
    Path data =
        manifest(
            row.formatted("broken.wav", 5),
            row.formatted("missing.wav", 5),
            row.formatted(jfk(), 11),
            row.formatted(jfk(), 99));
    CliRun run = CliRun.of("eval", model(), data, "--skip-bad", "--max-seconds", "20", "--json");
    assertTrue(run.ok().err().contains("skipped 2 bad rows: line 2: no such clip"), run.err());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertEquals(1, json.at("/data/utterances").intValue());
    assertEquals(1, json.at("/data/leftOut").intValue());
    assertEquals(2, json.at("/data/skipped").intValue());
    assertOneLine(
        BAD_INPUT,
        "the filter leaves no utterance",
        CliRun.of("eval", model(), data, "--skip-bad", "--only-language", "fr"));
  }

  @Test
  void aWholeModelIsProbedWithSilenceAndNoise() throws IOException {
    CliRun run =
        CliRun.of("eval", model(), shared("speech/jfk/test.jsonl"), "--hallucination-probe");
    assertTrue(run.ok().out().contains("white noise, -40 dBFS"), run.out());
    assertTrue(run.out().contains("text on silence and noise"), run.out());
  }

  @Test
  void benchComparesTwoModelsInTurns() throws IOException {
    Path small = smallModel();
    CliRun table = CliRun.of("bench", small, small, "--rounds", "1", "--threads", "1");
    assertEquals(0, table.exitCode(), table.err());
    assertTrue(table.out().contains("dense / candidate"), table.out());
    assertTrue(table.out().contains("30 forced tokens"), table.out());

    CliRun alone = CliRun.of("bench", small, "--rounds", "2", "--json");
    JsonNode json = new ObjectMapper().readTree(alone.out());
    assertEquals("sotto-bench/1", json.path("format").asText());
    assertEquals(2, json.path("systems").path(0).path("rounds").size());
    assertFalse(json.has("ratios"));
    assertTrue(json.at("/systems/0/medians/perTokenMillis/median").doubleValue() > 0);
  }

  @Test
  void aMissingModelIsBadInput() {
    Path missing = folder.resolve("missing");
    assertOneLine(BAD_INPUT, "no such folder", CliRun.of("transcribe", missing, jfk()));
    assertOneLine(BAD_INPUT, "no such folder", CliRun.of("bench", missing));
    assertOneLine(
        BAD_INPUT, "no such folder", CliRun.of("eval", missing, shared("speech/jfk/test.jsonl")));
  }

  @Test
  void badRecordingsAreNamed() throws IOException {
    assertOneLine(
        BAD_INPUT, "no such file", CliRun.of("transcribe", model(), folder.resolve("missing.wav")));
    Path broken = brokenWav();
    assertOneLine(BAD_INPUT, "broken.wav", CliRun.of("transcribe", model(), broken));
    assertOneLine(BAD_INPUT, "broken.wav", CliRun.of("bench", smallModel(), "--audio", broken));
  }

  @Test
  void badManifestsAreNamedWithTheirLine() throws IOException {
    assertOneLine(BAD_INPUT, "no utterance", CliRun.of("eval", model(), manifest()));
    Path missingClip = manifest("{\"audio_filepath\": \"no.wav\", \"text\": \"a\"}");
    assertOneLine(BAD_INPUT, "line 1: no such clip", CliRun.of("eval", model(), missingClip));
    brokenWav();
    Path broken = manifest("{\"audio_filepath\": \"broken.wav\", \"text\": \"a\"}");
    assertOneLine(BAD_INPUT, "broken.wav", CliRun.of("eval", model(), broken));
  }

  @Test
  void whatIsWrongWithModelAndOptionsIsSaidBeforeClipsAreRead() throws IOException {
    brokenWav();
    Path broken = manifest("{\"audio_filepath\": \"broken.wav\", \"text\": \"a\"}");
    assertOneLine(USAGE, "English only", CliRun.of("eval", model(), broken, "--language", "fr"));
    assertOneLine(BAD_INPUT, "tokenizer.json", CliRun.of("eval", smallModel(), broken));
  }

  @Test
  void aClipThatIsReadIsNotOverwrittenEvenIfForced() throws IOException {
    Path clip = Files.copy(jfk(), folder.resolve("clip.wav"));
    Path data = manifest("{\"audio_filepath\": \"clip.wav\", \"text\": \"a\"}");
    CliRun run = CliRun.of("eval", model(), data, "--out", clip, "--force");
    run.failsWith(BAD_INPUT, "would overwrite");
    Path baseline =
        Files.writeString(
            folder.resolve("heard.jsonl"),
            "{\"id\": \"clip.wav\", \"reference\": \"a\", \"hypothesis\": \"a\"}");
    List<Object> gate = List.of("gate", "--baseline", baseline, "--candidate", smallModel());
    Stream<Object> outputs = Stream.of("--data", data, "--markdown", clip, "--force");
    CliRun.of(Stream.concat(gate.stream(), outputs).toArray())
        .failsWith(BAD_INPUT, "would overwrite");
    assertEquals(-1, Files.mismatch(jfk(), clip));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--threads 0",
        "--threads x",
        "--batch 0",
        "--limit 0",
        "--sample 0",
        "--min-seconds -1",
        "--normalizer x",
        "--language xx",
        "--beam 0",
        "--beam 1000",
        "--beam 2 --temperature 0.5",
        "--patience 2",
        "--beam 2 --patience 0.1",
        "--length-penalty 2",
        "--temperature -1",
        "--temperature NaN",
        "--best-of 0",
        "--best-of 2 --no-fallback",
        "--compression-ratio-threshold x",
        "--compression-ratio-threshold 0",
        "--nonsense"
      })
  void anOptionThatMakesNoSenseIsAUsageError(String option) {
    Stream<Object> arguments =
        Stream.concat(
            Stream.of("eval", model(), shared("speech/jfk/test.jsonl")),
            Stream.of((Object[]) option.split(" ")));
    assertOneLine(USAGE, "", CliRun.of(arguments.toArray()));
  }

  @Test
  void benchWithoutARoundIsAUsageError() throws IOException {
    assertOneLine(USAGE, "at least one round", CliRun.of("bench", smallModel(), "--rounds", "0"));
  }
}
