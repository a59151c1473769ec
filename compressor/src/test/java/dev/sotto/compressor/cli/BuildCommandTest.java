package dev.sotto.compressor.cli;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"fixed", "flexible"})
  void whatIsBuiltCanBeInspectedPrunedAndVerified(String frames) throws IOException {
    Path source = shared("fixtures/hf-safetensors");
    Path built = folder.resolve("built");
    Path plan = folder.resolve("plan.json");
    Path pruned = folder.resolve("pruned");
    CliRun.of("build", source, "--out", built, "--frames", frames).ok();
    JsonNode ours = json(CliRun.of("inspect", built, "--json"));
    Path reference = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("reference"));
    JsonNode theirs = json(CliRun.of("inspect", reference, "--json"));
    assertEquals(theirs.get("parameters"), ours.get("parameters"));
    assertTrue(ours.hasNonNull("flops"));
    assertEquals(theirs.get("flops"), ours.get("flops"));
    assertEquals(theirs.get("runners"), ours.get("runners"));
    CliRun.of("plan", built, "--remove", "params=15%", "--out", plan).ok();
    CliRun.of("apply", built, "--plan", plan, "--out", pruned).ok();
    CliRun.of("verify", built, pruned, "--threads", "1").ok();
  }

  @Test
  void freshModelsNeedNoWeightsAndForceReplacesABuild() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    Path out = folder.resolve("out");
    Files.copy(shared("fixtures/hf-safetensors/config.json"), source.resolve("config.json"));
    CliRun.of("build", source, "--out", out).failsWith(3, "lacks model.safetensors");
    JsonNode result = json(CliRun.of("build", source, "--out", out, "--fresh", "--json"));
    assertEquals(0, result.get("seed").longValue());
    byte[] first = Files.readAllBytes(out.resolve("encoder_model.onnx"));
    CliRun.of("build", source, "--out", out, "--fresh").failsWith(3, "--force");
    CliRun.of("build", source, "--out", out, "--fresh", "--seed", "5", "--force").ok();
    assertTrue(
        Files.mismatch(
                out.resolve("encoder_model.onnx"), Files.write(folder.resolve("first"), first))
            >= 0);
    CliRun.of("inspect", out).ok();
  }

  @Test
  void mistakesAreToldInOneLine() {
    Path source = shared("fixtures/hf-safetensors");
    Path out = folder.resolve("out");
    CliRun.of("build", source, "--out", out, "--seed", "5").failsWith(2, "--fresh");
    CliRun.of("build", folder.resolve("absent"), "--out", out).failsWith(3, "no such folder");
    CliRun.of("build", source, "--out", out, "--frames", "some").failsWith(2, "--frames");
    CliRun.of("build", source, "--out", source.resolve("x")).failsWith(3, "would overwrite");
  }

  private static JsonNode json(CliRun run) throws IOException {
    return new ObjectMapper().readTree(run.ok().out());
  }
}
