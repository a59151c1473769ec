package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.BuiltInFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --low-rank} in compress, plan, apply, verify and inspect, on a model that hears. */
class LowRankCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private BuiltInFolder data;
  private Path stages;

  @BeforeEach
  void unpack() {
    data = BuiltInFolder.unpack(folder.resolve("data"));
    stages = folder.resolve("stages");
  }

  private List<Object> command(String name, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of(name, data.model()));
    arguments.addAll(List.of("--calibrate", data.train(), "--calibration-clips", "8"));
    arguments.addAll(List.of("--low-rank", "usual", "--stages", stages));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static JsonNode inspect(Path model) throws IOException {
    return JSON.readTree(CliRun.of("inspect", model, "--json").ok().out());
  }

  private static long layers(JsonNode model, String figure) {
    long sum = 0;
    for (JsonNode layer : model.get("layers")) {
      sum += layer.get(figure).longValue();
    }
    return sum;
  }

  /** What was told of the result against the result, and its layers against the whole. */
  private void assertTold(long parameters, long flops, Path result) throws IOException {
    JsonNode before = inspect(data.model());
    JsonNode after = inspect(result);
    assertEquals(
        before.get("parameters").longValue() - after.get("parameters").longValue(), parameters);
    assertEquals(layers(before, "parameters") - layers(after, "parameters"), parameters);
    long saved = before.at("/flops/standard").longValue() - after.at("/flops/standard").longValue();
    assertEquals(saved, flops);
    assertEquals(layers(before, "flops") - layers(after, "flops"), flops);
  }

  @Test
  void factorsAloneMakeTheModelSmallerAndItStillHears() throws IOException {
    Path out = folder.resolve("out");
    CliRun run = CliRun.of(command("compress", "--eval", data.test(), "--out", out).toArray()).ok();
    assertTrue(run.out().contains("Thin factors: "), run.out());
    JsonNode json = JSON.readTree(out.resolve("compression.json").toFile());
    assertTrue(json.at("/verify/holds").booleanValue());
    assertTrue(json.at("/removed/parameters").longValue() > 50_000, json.at("/removed")::toString);
    assertTrue(json.at("/compressed/wer/value").doubleValue() < 0.05);
    assertTold(
        json.at("/removed/parameters").longValue(),
        json.at("/dense/flops/standard").longValue() - json.get("predictedFlops").longValue(),
        out);

    // The same by hand.
    Path plan = folder.resolve("plan.json");
    Path applied = folder.resolve("applied");
    JsonNode told =
        JSON.readTree(CliRun.of(command("plan", "--json", "--out", plan).toArray()).ok().out());
    CliRun.of("apply", data.model(), "--plan", plan, "--out", applied).ok();
    CliRun.of("verify", data.model(), applied, "--plan", plan, "--threads", "1").ok();
    for (String file : List.of("encoder_model.onnx", "decoder_model_merged.onnx")) {
      assertEquals(-1, Files.mismatch(out.resolve(file), applied.resolve(file)), file);
    }
    assertTold(
        told.get("removedParameters").longValue(), told.get("removedFlops").longValue(), applied);
    assertEquals(
        4 * told.get("removedParameters").longValue(), told.get("removedBytes").longValue());
  }

  @Test
  void factorsComeOnTopOfABudgetAndAllIsTold() throws IOException {
    Path plan = folder.resolve("plan.json");
    Path applied = folder.resolve("applied");
    List<Object> planning = command("plan", "--remove", "layers=15%", "--json", "--out", plan);
    JsonNode told = JSON.readTree(CliRun.of(planning.toArray()).ok().out());
    CliRun.of("apply", data.model(), "--plan", plan, "--out", applied).ok();
    CliRun.of("verify", data.model(), applied, "--plan", plan, "--threads", "1").ok();
    assertTold(
        told.get("removedParameters").longValue(), told.get("removedFlops").longValue(), applied);
    double removed = told.get("removedParameters").doubleValue();
    assertTrue(removed > 0.2 * told.get("denseLayerParameters").doubleValue(), told::toString);
    // A result of thin factors is pruned further by its weights.
    Path again = folder.resolve("again.json");
    Path smaller = folder.resolve("smaller");
    JsonNode more =
        JSON.readTree(
            CliRun.of(
                    "plan",
                    applied,
                    "--remove",
                    "flops=2%",
                    "--heads",
                    "free",
                    "--json",
                    "--out",
                    again)
                .ok()
                .out());
    CliRun.of("apply", applied, "--plan", again, "--out", smaller).ok();
    CliRun.of("verify", applied, smaller, "--threads", "1").ok();
    JsonNode before = inspect(applied);
    long saved =
        before.at("/flops/standard").longValue()
            - inspect(smaller).at("/flops/standard").longValue();
    assertEquals(saved, more.get("removedFlops").longValue());
    assertEquals(0.02, (double) saved / before.at("/flops/standard").longValue(), 0.005);
  }
}
