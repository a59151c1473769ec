package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.compressor.diagnose.Diagnosis;
import dev.sotto.compressor.diagnose.DiagnosisJsonReader;
import dev.sotto.compressor.diagnose.Tones;
import dev.sotto.models.Fixtures;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diagnose} on a model with a window of 1.2 s, from arguments to exit code. */
class DiagnoseCommandTest {
  private static final int BAD_INPUT = 3;
  private static final int USAGE = 2;
  private static final int NORMS = 12;

  @TempDir Path folder;

  private Path model(String fixture) throws IOException {
    Path model = Fixtures.folder(fixture, true, folder.resolve(fixture));
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    return model;
  }

  private List<Path> tones(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Tones.write(folder.resolve(i + ".wav"), 250 * (i + 1), 19_000 - 3_000 * i))
        .toList();
  }

  private static CliRun run(List<?> models, List<Path> audio, String... options) {
    List<Object> arguments = new ArrayList<>(List.of("diagnose"));
    arguments.addAll(models);
    arguments.addAll(List.of("--threads", "1"));
    arguments.addAll(List.of(options));
    if (!audio.isEmpty()) {
      arguments.add("--audio");
      arguments.addAll(audio);
    }
    return CliRun.of(arguments.toArray());
  }

  private static JsonNode json(CliRun run) throws IOException {
    return new ObjectMapper().readTree(run.ok().out());
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  @Test
  void twoModelsStandSideBySide() throws IOException {
    List<Path> models = List.of(model(Fixtures.REFERENCE), model("a11-pruned-free"));
    JsonNode json = json(run(models, tones(3), "--json"));
    assertEquals("sotto-diagnose/1", json.get("format").asText());
    assertEquals(3, json.get("clips").size());
    assertEquals("heard", json.get("clips").get(0).get("text").asText());
    for (String side : List.of("dense", "candidate")) {
      JsonNode model = json.get(side);
      assertEquals(NORMS, model.get("norms").size());
      assertEquals(2 * 6 + 2 * 10 + 1, model.get("linears").size());
      assertTrue(list(model.get("linears")).stream().allMatch(l -> l.get("converged").asBoolean()));
      assertEquals(2, model.get("stacks").size());
      assertTrue(model.get("loss").doubleValue() > 0);
      for (JsonNode norm : model.get("norms")) {
        assertTrue(norm.get("stableRank").doubleValue() >= 1, norm.toString());
        assertTrue(norm.get("gradientNorm").doubleValue() > 0, norm.toString());
      }
    }
    assertFalse(json.has("gradientsAbsent"));
  }

  @Test
  void aTableHasARowForEachNormalisation() throws IOException {
    List<Path> models = List.of(model(Fixtures.REFERENCE), model("a11-pruned-free"));
    CliRun run = run(models, tones(2)).ok();
    List<String> lines = run.out().lines().toList();
    long rows = lines.stream().filter(line -> line.contains("layer_norm ")).count();
    assertEquals(2 * NORMS, rows, run.out());
    assertTrue(lines.get(0).contains("growth") && lines.get(0).contains("fragile"), lines.get(0));
    assertTrue(run.out().contains("2 clips (seed 20510)"), run.out());
    // Head 1 of the first attention is gone: gradients differ before it, all else behind it alone.
    List<String> before =
        lines.stream().filter(line -> line.startsWith("encoder.layers.0.self_attn_layer")).toList();
    List<String> behind =
        lines.stream().filter(line -> line.startsWith("encoder.layers.0.final_layer")).toList();
    assertEquals(2, before.get(0).split("->", -1).length - 1, before.get(0));
    assertFalse(before.get(1).contains("->"), before.get(1));
    assertTrue(behind.get(0).split("->", -1).length - 1 > 2, behind.get(0));
  }

  @Test
  void aModelBesideItselfIsNotFragile() throws IOException {
    Path model = model(Fixtures.REFERENCE);
    JsonNode json = json(run(List.of(model, model), tones(2), "--json", "--no-gradients"));
    assertEquals(json.get("dense"), json.get("candidate"));
    assertEquals(0, json.get("fragile").size());
    assertEquals("not asked for", json.get("gradientsAbsent").asText());
    JsonNode alone = json(run(List.of(model), tones(2), "--json", "--no-gradients"));
    assertEquals(json.get("dense"), alone.get("dense"));
    assertFalse(alone.has("candidate"));
  }

  @Test
  void whatIsFragileIsNamedWithItsRule() throws IOException {
    Path dense = model(Fixtures.REFERENCE);
    Path silent = folder.resolve("silent");
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", dense, "--remove", "layers=80%", "--heads", "free", "--out", plan).ok();
    CliRun.of("apply", dense, "--plan", plan, "--out", silent).ok();
    JsonNode json = json(run(List.of(dense, silent), tones(3), "--json", "--no-gradients"));
    assertFalse(json.get("fragile").isEmpty(), json.toString());
    for (JsonNode finding : json.get("fragile")) {
      double before = finding.get("dense").doubleValue();
      double after = finding.get("candidate").doubleValue();
      switch (finding.get("rule").asText()) {
        case "cosine" -> assertTrue(after > before + 0.1, finding.toString());
        case "rank" -> assertTrue(after < 0.8 * before, finding.toString());
        case "variance" -> assertTrue(after < 0.5 * before, finding.toString());
        default -> assertTrue(after > 1.5 * before, finding.toString());
      }
    }
  }

  /** A distribution without PyTorch, in a process and with a temporary folder of its own. */
  @Test
  void withoutPyTorchEverythingElseIsGivenAndNothingLeftBehind()
      throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("pytorch"))
            .collect(Collectors.joining(File.pathSeparator));
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                Main.class.getName(),
                "diagnose",
                model(Fixtures.REFERENCE).toString(),
                "--json",
                "--threads",
                "1",
                "--audio"));
    tones(2).forEach(file -> command.add(file.toString()));
    File err = folder.resolve("err").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err);
    builder.environment().put("CLASSPATH", classPath);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process process = builder.start();
    byte[] out = process.getInputStream().readAllBytes();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String said = Files.readString(err.toPath(), StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), said);
    assertTrue(said.startsWith("sotto: warning: no gradients: PyTorch"), said);
    JsonNode json = new ObjectMapper().readTree(out);
    assertTrue(json.get("gradientsAbsent").asText().startsWith("PyTorch"), json.toString());
    assertEquals(NORMS, json.get("dense").get("norms").size());
    assertFalse(json.get("dense").get("norms").get(0).has("gradientNorm"));
    assertEquals(List.of(), copies(temporary));
  }

  /** README's example, on a model that hears. */
  @Test
  void aManifestWithTextsIsHeardByADenseModelAndAPrunedOne() throws IOException {
    BuiltInFolder builtIn = BuiltInFolder.unpack(folder.resolve("built-in"));
    Path plan = folder.resolve("plan.json");
    Path smaller = folder.resolve("smaller");
    CliRun.of("plan", builtIn.model(), "--remove", "layers=50%", "--heads", "free", "--out", plan)
        .ok();
    CliRun.of("apply", builtIn.model(), "--plan", plan, "--out", smaller).ok();
    Path out = folder.resolve("diagnosis.json");
    List<Path> models = List.of(builtIn.model(), smaller);
    CliRun run = run(models, List.of(builtIn.test()), "--clips", "4", "--out", out.toString());
    assertTrue(run.ok().out().contains("4 texts from the data"), run.out());
    Diagnosis found = DiagnosisJsonReader.read(out);
    assertEquals(4, found.clips().size());
    assertEquals(NORMS, found.dense().norms().size());
    assertTrue(found.clips().stream().allMatch(clip -> clip.text() == TextSource.REFERENCE));
    // A model that hears is sure of the texts; half of it is not.
    double loss = found.dense().gradients().orElseThrow().loss();
    double after = found.candidate().orElseThrow().gradients().orElseThrow().loss();
    assertTrue(loss < 0.5 && after > 2 * loss, loss + " -> " + after);
    run(models, List.of(builtIn.test()), "--out", out.toString())
        .failsWith(BAD_INPUT, "diagnosis.json");
  }

  /** Ctrl-C while it listens. */
  @Test
  void aRunThatIsStoppedLeavesNothingInTheTemporaryFolder()
      throws IOException, InterruptedException {
    BuiltInFolder builtIn = BuiltInFolder.unpack(folder.resolve("built-in"));
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            Main.class.getName(),
            "diagnose",
            builtIn.model().toString(),
            "--no-gradients",
            "--clips",
            "1000",
            "--audio",
            builtIn.train().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process process = builder.start();
    while (process.isAlive() && copies(temporary).isEmpty()) {
      Thread.sleep(5);
    }
    process.destroy();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String said = Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
    assertNotEquals(0, process.exitValue(), said);
    assertEquals(List.of(), copies(temporary), said);
  }

  private static List<Path> copies(Path temporary) throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      return left.filter(file -> file.getFileName().toString().startsWith("sotto-diagnose-"))
          .toList();
    }
  }

  @Test
  void badInputGetsOneLineAndItsExitCode() throws IOException {
    Path model = model(Fixtures.REFERENCE);
    Path broken = Files.write(folder.resolve("broken.wav"), new byte[20]);
    run(List.of(model), List.of()).failsWith(USAGE, "--audio");
    run(List.of(model), tones(2), "--clips", "1").failsWith(USAGE, "at least 2 clips");
    run(List.of(model), tones(1)).failsWith(BAD_INPUT, "at least 2 recordings");
    run(List.of(model), Stream.concat(Stream.of(broken), tones(1).stream()).toList())
        .failsWith(BAD_INPUT, "broken.wav");
    run(List.of(model), List.of(tones(1).get(0), tones(1).get(0)))
        .failsWith(BAD_INPUT, "0.wav: expected recordings that differ, found this one twice");
    run(List.of(model), List.of(folder.resolve("no.jsonl"))).failsWith(BAD_INPUT, "no such file");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    run(List.of(model), List.of(empty)).failsWith(BAD_INPUT, "Common Voice");
    run(List.of(folder.resolve("none")), tones(2)).failsWith(BAD_INPUT, "no such folder");
    Path other = model("a10-pruned-uniform");
    Path config = other.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replaceFirst("\"vocab_size\": *200", "\"vocab_size\": 199"));
    run(List.of(model, other), tones(2)).failsWith(BAD_INPUT, "expected a model made of");
  }
}
