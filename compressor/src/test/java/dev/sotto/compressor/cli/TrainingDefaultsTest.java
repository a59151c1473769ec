package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.export.Exports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with nothing said but the data, on the built-in model. */
class TrainingDefaultsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private BuiltInFolder data;

  @BeforeEach
  void unpack() {
    data = BuiltInFolder.unpack(folder.resolve("data"));
  }

  /** A manifest beside the training data with the first clips of it. */
  private Path first(int clips, boolean texts) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(data.train()).subList(0, clips)) {
      ObjectNode row = (ObjectNode) JSON.readTree(line);
      if (!texts) {
        row.remove("text");
      }
      lines.add(row.toString());
    }
    return Files.write(data.train().resolveSibling("first.jsonl"), lines);
  }

  private Path oneTest() throws IOException {
    return Files.write(
        data.test().resolveSibling("one.jsonl"), Files.readAllLines(data.test()).subList(0, 1));
  }

  @Test
  void trainingThatHelpsNobodyEndsAndGivesTheWeightsItBeganWith() throws IOException {
    Path out = folder.resolve("out");
    CliRun.of(
            "finetune",
            data.model(),
            "--train",
            first(24, true),
            "--hold-out",
            "20%",
            "--learning-rate",
            "0.5",
            "--steps",
            "8",
            "--warmup",
            "0",
            "--validate-every",
            "1",
            "--patience",
            "2",
            "--out",
            out)
        .ok();
    JsonNode record = JSON.readTree(out.resolve("training.json").toFile());
    assertEquals(2, record.get("steps").intValue());
    assertEquals("PATIENCE", record.get("ending").asText());
    assertEquals(0, record.at("/best/step").intValue());
    assertEquals("LOSS", record.at("/best/criterion").asText());
    assertEquals(5, record.at("/train/heldOut/utterances").intValue());
    assertEquals(24, record.at("/train/utterances").intValue());
    assertEquals(0, record.at("/settings/objective/divergence").intValue());
    Parameters dense = Parameters.of(Exports.open(data.model()).read());
    Parameters kept = Parameters.of(Exports.open(out).read());
    for (Parameter parameter : dense.all()) {
      assertEquals(parameter.floats(), kept.get(parameter.role()).floats(), parameter.toString());
    }
    List<String> log = Files.readAllLines(folder.resolve("out-training/metrics.jsonl"));
    double before = JSON.readTree(log.get(0)).get("heldOutLoss").doubleValue();
    double after = JSON.readTree(log.get(2)).get("heldOutLoss").doubleValue();
    assertTrue(before < 1 && after > 2 * before, before + " " + after);
  }

  @Test
  void compressLearnsFromTheDenseModelWithoutAnyText() throws IOException {
    Path out = folder.resolve("out");
    List<Object> arguments = new ArrayList<>(List.of("compress", data.model()));
    arguments.addAll(List.of("--eval", oneTest(), "--train", first(24, false)));
    arguments.addAll(List.of("--remove", "layers=10%", "--steps", "6", "--out", out));
    CliRun.of(arguments.toArray()).ok();
    JsonNode json = JSON.readTree(out.resolve("compression.json").toFile());
    assertEquals(
        List.of("evaluated", "labelled", "finetuned", "planned", "pruned", "verified", "repaired"),
        names(json).subList(0, 7));
    JsonNode tuned = json.at("/stages/2/training");
    assertEquals(1, tuned.at("/settings/objective/divergence").intValue());
    assertTrue(tuned.at("/settings/objective/hidden").doubleValue() > 0);
    assertTrue(tuned.at("/train/heldOut/utterances").intValue() >= 2);
    JsonNode repaired = json.at("/stages/6/training");
    assertEquals(tuned.at("/train/heldOut"), repaired.at("/train/heldOut"));
    assertEquals(tuned.at("/settings/objective"), repaired.at("/settings/objective"));
    assertTrue(
        Files.readString(out.resolve("compression.md"))
            .contains("The dense model wrote the texts of"));
  }

  @Test
  void groupsThatWereMaskedInRoundsAreRemoved() throws IOException {
    Path out = folder.resolve("out");
    List<Object> arguments = new ArrayList<>(List.of("compress", data.model()));
    arguments.addAll(List.of("--eval", oneTest(), "--train", first(20, true)));
    arguments.addAll(List.of("--remove", "layers=30%", "--imp", "groups", "--rounds", "2"));
    arguments.addAll(List.of("--steps", "3", "--rewind", "1", "--no-distil", "--out", out));
    CliRun.of(arguments.toArray()).ok();
    JsonNode json = JSON.readTree(out.resolve("compression.json").toFile());
    assertEquals(
        List.of("evaluated", "finetuned", "planned", "pruned", "verified", "evaluated", "guarded"),
        names(json));
    JsonNode tuned = json.at("/stages/1/training");
    assertEquals(7, tuned.get("steps").intValue());
    assertEquals(0.3, tuned.get("zeroShare").doubleValue(), 0.02);
    assertEquals(0, tuned.at("/settings/objective/divergence").intValue());
    assertEquals("GROUPS", tuned.at("/settings/magnitude/unit").asText());
    assertTrue(json.at("/verify/holds").booleanValue());
  }

  @Test
  void whatContradictsItselfIsRefused() throws IOException {
    Path out = folder.resolve("out");
    Object[] finetune = {"finetune", data.model(), "--train", data.train(), "--out", out};
    CliRun.of(with(finetune, "--imp", "weights")).failsWith(2, "--sparsity");
    CliRun.of(with(finetune, "--rounds", "3")).failsWith(2, "--imp");
    CliRun.of(with(finetune, "--imp", "groups", "--sparsity", "20%", "--l1-encoder", "1"))
        .failsWith(2, "no penalty");
    CliRun.of(with(finetune, "--imp", "groups", "--sparsity", "20%", "--rewind", "400"))
        .failsWith(2, "--rewind");
    CliRun.of(
            "compress",
            data.model(),
            "--train",
            data.train(),
            "--eval",
            oneTest(),
            "--remove",
            "layers=20%",
            "--imp",
            "weights",
            "--out",
            out)
        .failsWith(2, "--imp groups");
    assertFalse(Files.exists(out));
  }

  private static List<String> names(JsonNode json) {
    List<String> names = new ArrayList<>();
    json.get("stages").forEach(stage -> names.add(stage.get("name").asText()));
    return names;
  }

  private static Object[] with(Object[] arguments, Object... more) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray();
  }
}
