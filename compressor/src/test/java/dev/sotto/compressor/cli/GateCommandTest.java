package dev.sotto.compressor.cli;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gate}, from arguments to exit code. */
class GateCommandTest {
  private static final int SAID_NO = 4;
  private static final int BAD_INPUT = 3;
  private static final int USAGE = 2;
  private static final int UTTERANCES = 100;
  private static final String SAID = "one two three four five six seven eight nine ten";

  @TempDir Path folder;

  /** What a recogniser heard of the same words, again and again. */
  private Path heard(String name, IntFunction<String> hypothesis) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < UTTERANCES; i++) {
      lines.add(
          "{\"id\": \"clip%d\", \"text\": \"%s\", \"hypothesis\": \"%s\"}"
              .formatted(i, SAID, hypothesis.apply(i)));
    }
    return Files.write(folder.resolve(name), lines);
  }

  private Path baseline() throws IOException {
    return heard("old.jsonl", i -> SAID);
  }

  private Path worse() throws IOException {
    return heard("new.jsonl", i -> i % 2 == 0 ? SAID : "one two three");
  }

  private static CliRun gate(Path baseline, Path candidate, Object... options) {
    List<Object> arguments =
        new ArrayList<>(List.of("gate", "--baseline", baseline, "--candidate", candidate));
    arguments.addAll(Arrays.asList(options));
    return CliRun.of(arguments.toArray());
  }

  @Test
  void textPairsOfAnyRecogniserPassWhereNothingGotWorse() throws IOException {
    CliRun run = gate(baseline(), heard("new.jsonl", i -> SAID + "!")).ok();
    assertTrue(run.out().contains("unchanged"), run.out());
    assertTrue(run.out().endsWith("passed\n"), run.out());
    assertEquals("", run.err());
  }

  @Test
  void aWorseCandidateIsOneLineAndExitCode4() throws IOException {
    Path candidate = worse();
    CliRun run = gate(baseline(), candidate);
    run.failsWith(SAID_NO, candidate + ": wer-increase worse: WER +35.00 points");
    assertTrue(run.out().contains("35.00 %"), run.out());
  }

  @Test
  void tooLittleDataDoesNotPassUnlessAllowed() throws IOException {
    Path candidate = heard("new.jsonl", i -> i == 0 ? "one two three" : SAID);
    CliRun run = gate(baseline(), candidate);
    run.failsWith(SAID_NO, "too little data to say");
    assertTrue(run.err().contains("utterances like these are enough"), run.err());
    gate(baseline(), candidate, "--undecided", "pass").ok();
    gate(baseline(), candidate, "--undecided", "FAIL").failsWith(SAID_NO, "too little");
  }

  @Test
  void theReportIsWrittenInThreeFormsEvenIfTheAnswerIsNo() throws IOException {
    Path json = folder.resolve("gate.json");
    Path markdown = folder.resolve("gate.md");
    Path junit = folder.resolve("gate.xml");
    Object[] options = {"--out", json, "--markdown", markdown, "--junit", junit, "--json"};
    CliRun run = gate(baseline(), worse(), options);
    assertEquals(SAID_NO, run.exitCode(), run.err());
    JsonNode printed = new ObjectMapper().readTree(run.out());
    assertEquals(printed, new ObjectMapper().readTree(json.toFile()));
    assertEquals("worse", printed.path("verdict").asText());
    assertTrue(Files.readString(markdown).contains("**Worse.** WER +35.00 points"));
    assertTrue(Files.readString(junit).contains("<failure type=\"worse\""));
    gate(baseline(), worse(), options).failsWith(BAD_INPUT, "exists already");
    assertEquals(SAID_NO, gate(baseline(), worse(), with(options, "--force")).exitCode());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(5, files.count(), "nothing temporary is left");
    }
  }

  private static Object[] with(Object[] options, Object more) {
    return Stream.concat(Arrays.stream(options), Stream.of(more)).toArray();
  }

  @Test
  void whatIsReadIsNotOverwritten() throws IOException {
    Path baseline = baseline();
    gate(baseline, baseline, "--out", baseline, "--force").failsWith(BAD_INPUT, "would overwrite");
    Path one = folder.resolve("one");
    gate(baseline, baseline, "--out", one, "--junit", one).failsWith(USAGE, "another file");
    assertFalse(Files.exists(one));
  }

  @Test
  void limitsOnSignsNeedNoEvaluationBySotto() throws IOException {
    Path candidate = heard("new.jsonl", i -> i == 5 ? SAID + " ten ten ten ten" : SAID);
    String margin = "--max-wer-increase=5";
    gate(baseline(), candidate, margin, "--max-empty", 0, "--max-invented", 0).ok();
    gate(baseline(), candidate, margin, "--max-loops", 0).failsWith(SAID_NO, "(clip5)");
    gate(baseline(), candidate, margin, "--max-loops", 1, "--max-insertion-rate", 0.4).ok();
    gate(baseline(), candidate, margin, "--max-insertion-rate", 0.39)
        .failsWith(SAID_NO, "insertion-rate failed: words inserted: 0.40 %");
    gate(baseline(), candidate, "--max-rtf-ratio", 1.1).failsWith(BAD_INPUT, "real-time factor");
  }

  @Test
  void whatIsNotTheSameDataIsBadInput() throws IOException {
    Path other =
        Files.writeString(
            folder.resolve("other.jsonl"),
            "{\"id\": \"clip0\", \"text\": \"one\", \"hypothesis\": \"one\"}");
    gate(baseline(), other).failsWith(BAD_INPUT, "found nothing for \"clip1\" and 98 more");
    gate(baseline(), folder.resolve("none")).failsWith(BAD_INPUT, "no such file");
    gate(folder, other).failsWith(BAD_INPUT, "is a folder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--confidence=1",
        "--confidence=0.5",
        "--power=2",
        "--max-wer-increase=x",
        "--max-wer-increase=101",
        "--max-wer-increase=NaN",
        "--undecided=maybe",
        "--resamples=0",
        "--resamples=2000000000",
        "--resamples=100",
        "--normalizer=x",
        "--max-loops=-1",
        "--max-insertion-rate=NaN",
        "--max-size-ratio=0",
        "--data=x"
      })
  void anOptionThatMakesNoSenseIsAUsageError(String option) throws IOException {
    gate(baseline(), baseline(), option).failsWith(USAGE, "");
  }

  @Test
  void anExportIsEvaluatedAsTheBaselineWas() throws IOException {
    Path model = shared("models/tiny.en");
    Files.copy(shared("speech/jfk/jfk.wav"), folder.resolve("jfk.wav"));
    Files.copy(shared("speech/jfk/jfk.flac"), folder.resolve("jfk.flac"));
    Path manifest = folder.resolve("data.jsonl");
    String said =
        "and so my fellow americans ask not what your country can do for you ask what you can do"
            + " for your country";
    String line = "{\"audio_filepath\": \"jfk.%s\", \"text\": \"%s\"}%n";
    Files.writeString(manifest, line.formatted("wav", said) + line.formatted("flac", said));
    Path baseline = folder.resolve("baseline.json");
    CliRun.of("eval", model, manifest, "--out", baseline, "--threads", 1).ok();
    Object[] options = {"--data", manifest, "--undecided", "pass", "--max-size-ratio", 1, "--json"};
    JsonNode json = new ObjectMapper().readTree(gate(baseline, model, options).ok().out());
    assertEquals("unchanged", json.path("verdict").asText());
    assertEquals(0, json.at("/werIncrease/value").doubleValue());
    assertEquals(1, json.at("/checks/1/value").doubleValue());
    assertEquals(model.toString(), json.at("/candidate/name").asText());
    assertEquals(json.at("/baseline/data"), json.at("/candidate/data"));
    gate(baseline, model).failsWith(USAGE, "--data");
    Files.writeString(manifest, line.formatted("wav", said) + line.formatted("flac", "hello"));
    gate(baseline, model, options).failsWith(BAD_INPUT, "the fingerprints differ");
    Files.writeString(manifest, line.formatted("wav", said));
    gate(baseline, model, options).failsWith(BAD_INPUT, "found no \"jfk.flac\"");
  }

  /** What a gate needs must not come with PyTorch, nor with a session of ONNX Runtime. */
  @Test
  void itWorksWithoutPyTorchAndOnnxRuntimeOnTheClassPath() throws Exception {
    List<String> entries =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    String alone =
        entries.stream()
            .filter(entry -> !entry.matches(".*(pytorch|onnxruntime|djl|tokenizers).*"))
            .collect(Collectors.joining(File.pathSeparator));
    assertTrue(entries.stream().anyMatch(entry -> entry.contains("pytorch-engine")));
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                alone,
                Main.class.getName(),
                "gate",
                "--baseline",
                baseline().toString(),
                "--candidate",
                worse().toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String printed = Files.readString(out, StandardCharsets.UTF_8);
    assertEquals(SAID_NO, process.exitValue(), printed);
    assertTrue(printed.contains("wer-increase worse"), printed);
  }
}
