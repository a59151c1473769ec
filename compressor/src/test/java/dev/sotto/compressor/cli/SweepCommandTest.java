package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepCommandTest {
  @TempDir Path folder;

  /** The built-in model hears with little gone, and babbles with much. */
  @Test
  void aSweepMarksWhatLoopsAndCompressRefusesIt() throws IOException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    List<String> rows = Files.readAllLines(data.test()).subList(20, 28);
    Path clips = Files.write(data.test().resolveSibling("few.jsonl"), rows);
    Path stages = folder.resolve("stages");
    Path out = folder.resolve("curve");
    CliRun sweep =
        CliRun.of(
                "sweep",
                data.model(),
                "--eval",
                clips,
                "--shares",
                "5%,60%,99.9%",
                "--ceiling",
                "20",
                "--stages",
                stages,
                "--keep",
                "--out",
                out)
            .ok();
    assertTrue(sweep.out().contains("largest share below wer=+20 is layers=5%"), sweep.out());

    JsonNode json = new ObjectMapper().readTree(out.resolve("sweep.json").toFile());
    assertEquals("layers=5%", json.get("largest").asText());
    assertFalse(json.at("/points/0/loops").booleanValue());
    assertTrue(json.at("/points/1/loops").booleanValue());
    assertTrue(json.at("/points/2/refusal").asText().contains("cannot be met"));
    long dense = json.at("/dense/parameters").longValue();
    Path kept = out.resolve("layers-5");
    assertEquals(
        Exports.open(kept).read().parameters(), json.at("/points/0/parameters").longValue());
    assertTrue(json.at("/points/0/parameters").longValue() < 0.97 * dense);
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("layers=5%") && page.contains("The sweep"));
    assertFalse(Files.readString(out.resolve("sweep.svg")).contains("layers=60%"));
    assertTrue(Files.readString(out.resolve("sweep.md")).contains("layers=60% loops: "));
    // Results lie beside it in the form of eval, so that others can be compared with them.
    CliRun.of(
            "report",
            out.resolve("dense.json"),
            out.resolve("layers-5.json"),
            "--out",
            folder.resolve("page.html"))
        .ok();

    Path refused = folder.resolve("refused");
    List<Object> compress =
        List.of("compress", data.model(), "--eval", clips, "--stages", stages, "--remove");
    run(compress, "layers=60%", "--out", refused)
        .failsWith(4, "the smaller model loops or makes words up, so it is not written");
    assertFalse(Files.exists(refused));
    CliRun told = run(compress, "layers=60%", "--out", refused, "--json");
    assertEquals(4, told.exitCode());
    JsonNode evidence = new ObjectMapper().readTree(told.out());
    assertTrue(evidence.at("/loops/looping").booleanValue());
    // All was done by the sweep.
    evidence.get("stages").forEach(stage -> assertTrue(stage.get("found").booleanValue()));
    CliRun allowed = run(compress, "layers=60%", "--out", refused, "--allow-loops").ok();
    assertTrue(allowed.out().contains("It loops: "), allowed.out());
    assertTrue(Files.exists(refused.resolve("plan.json")));

    run(compress, "layers=5%,wer=+20", "--out", folder.resolve("held")).ok();
    Path higher = folder.resolve("higher");
    run(compress, "layers=60%,wer=+20", "--out", higher, "--allow-loops")
        .failsWith(4, "wer=+20 does not hold");
    assertFalse(Files.exists(higher));
  }

  @Test
  void pointsAreStoredInFewBitsAndTakeShortWindowsIfAskedTo() throws IOException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    Path clips = data.test().resolveSibling("few.jsonl");
    Files.write(clips, Files.readAllLines(data.test()).subList(0, 4));
    Path out = folder.resolve("curve");
    List<Object> sweep = List.of("sweep", data.model(), "--eval", clips, "--shares", "2%");
    run(sweep, "--quantize", "int8:32", "--context", "flexible", "--keep", "--out", out).ok();
    JsonNode plan =
        new ObjectMapper().readTree(out.resolve("layers-2/plan.json").toFile()).path("edits");
    assertEquals("quantize", plan.get(plan.size() - 1).path("edit").asText(), plan::toString);
    assertTrue(bytes(out.resolve("layers-2")) < 0.4 * bytes(data.model()));
  }

  private static long bytes(Path model) throws IOException {
    CliRun inspected = CliRun.of("inspect", model, "--json").ok();
    return new ObjectMapper().readTree(inspected.out()).path("bytes").asLong();
  }

  private static CliRun run(List<Object> command, Object... more) {
    return CliRun.of(Stream.concat(command.stream(), Arrays.stream(more)).toArray());
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforeAnythingIsRead() {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path out = folder.resolve("out");
    List<Object> sweep = List.of("sweep", dense, "--eval", folder.resolve("none"), "--out", out);
    run(sweep, "--measure", "speed").failsWith(2, "--measure");
    run(sweep, "--shares", "10%,ten").failsWith(2, "budget");
    run(sweep, "--ceiling", "-1").failsWith(2, "ceiling");
    CliRun.of("plan", dense, "--remove", "layers=10%,wer=+1", "--out", folder.resolve("p.json"))
        .failsWith(2, "a budget in wer needs speech");
  }
}
