package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanJsonTest {
  private static final FileIdentity FILE = new FileIdentity(7, "0a0b0c0d", "ff");
  private static final String START =
      """
      { "format": "sotto-plan/%d", "heads": "free", "settings": {"method": "by hand"},
        "model": {"a.onnx": {"bytes": 7, "crc32c": "0a0b0c0d", "sha256": "ff"}},
      """;

  @TempDir Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("plan.json"), text);
  }

  private PlanFile read(int version, String rest) throws IOException {
    return PlanFile.read(write(START.formatted(version) + rest + "}"));
  }

  private static Plan plan(Edit... edits) {
    return new Plan(
        Map.of("a.onnx", FILE), HeadMode.FREE, Map.of("method", "by hand"), List.of(edits));
  }

  @Test
  void everyEditIsReadAsItWasWritten() throws IOException {
    Plan plan =
        plan(
            new RemoveGroups(Map.of("encoder.layers.0.ffn", List.of(3, 1), "other", List.of())),
            new ZeroBelow(Map.of("encoder.layers.0.fc1.weight", 0.25)),
            new ReplaceWeights(
                new ReplaceWeights.Stored(folder.resolve("tuned.safetensors"), FILE)),
            LayerRemovalTest.remove(List.of(), List.of(2, 0)),
            new LowRank(new ReplaceWeights.Stored(folder.resolve("factors.safetensors"), FILE)),
            new RemoveGroups(Map.of("encoder.layers.0.ffn", List.of(0))),
            new NameGraphs("q8"));
    PlanFile written = PlanFile.of(plan);
    Path file = Files.write(folder.resolve("plan.json"), written.bytes());
    PlanFile found = PlanFile.read(file);
    assertEquals(plan, found.plan());
    assertArrayEquals(written.bytes(), found.bytes());
    assertEquals(Optional.empty(), found.notice());
    assertThrows(
        IllegalStateException.class, () -> PlanJson.write(plan(ReplaceWeights.of(Map.of()))));
  }

  @Test
  void theFormBeforeIsReadAndSaysSo() throws IOException {
    PlanFile found =
        read(1, "\"remove\": {\"encoder.layers.0.ffn\": [1]}, \"zeroBelow\": {\"w\": 0.5}");
    assertEquals(
        plan(
            new RemoveGroups(Map.of("encoder.layers.0.ffn", List.of(1))),
            new ZeroBelow(Map.of("w", 0.5))),
        found.plan());
    assertTrue(found.notice().orElseThrow().contains("plan.json is of the form sotto-plan/1"));
    assertEquals(plan(), read(1, "\"remove\": {}, \"zeroBelow\": {}").plan());
    assertEquals(plan(), read(2, "\"edits\": []").plan());
  }

  @Test
  void aPlanKeepsTheBytesThatItWasGivenIn() throws IOException {
    PlanFile found = read(2, "\"edits\": [   ]");
    assertArrayEquals(Files.readAllBytes(folder.resolve("plan.json")), found.bytes());
  }

  @Test
  void groupsOfSeveralEditsAreCountedAsInTheDenseModel() {
    Plan plan =
        plan(
            new RemoveGroups(Map.of("a", List.of(1, 4), "b", List.of(0))),
            new RemoveGroups(Map.of("a", List.of(0, 1, 3))),
            new RemoveGroups(Map.of("a", List.of(0), "c", List.of(2))));
    // Left of a: 0 2 3 5 6 7, then 3 6 7, then 6 7.
    assertEquals(List.of(0, 1, 2, 3, 4, 5), plan.remove().getOrDefault("a", List.of()));
    assertEquals(List.of(0), plan.remove().getOrDefault("b", List.of()));
    assertEquals(List.of(2), plan.remove().getOrDefault("c", List.of()));
    assertEquals(List.of(), plan.remove().getOrDefault("d", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "1|\"remove\": {}|expected an object \"zeroBelow\"",
        "1|\"remove\": [], \"zeroBelow\": {}|expected an object \"remove\"",
        "1|\"remove\": {\"b\": [-1]}, \"zeroBelow\": {}|expected group numbers in \"remove\", found"
            + " -1",
        "1|\"remove\": {\"b\": [1, 1]}, \"zeroBelow\": {}|group 1 stands twice in a list of"
            + " \"remove\"",
        "1|\"remove\": {\"b\": {}}, \"zeroBelow\": {}|expected lists of group numbers in"
            + " \"remove\"",
        "1|\"remove\": {}, \"zeroBelow\": {\"w\": -1}|expected a magnitude in \"zeroBelow\", found"
            + " -1",
        "2|\"remove\": {}, \"zeroBelow\": {}|expected a list \"edits\"",
        "2|\"edits\": [3]|expected objects in \"edits\", found 3",
        "2|\"edits\": [{}]|expected text in \"edit\", found none",
        "2|\"edits\": [{\"edit\": \"paint\"}]|expected an edit of [keep-vocabulary, low-rank, name-graphs,"
            + " quantize, remove-groups, remove-layers, replace-weights, set-context, zero-below], found \"paint\"",
        "2|\"edits\": [{\"edit\": \"remove-groups\"}]|expected an object \"groups\"",
        "2|\"edits\": [{\"edit\": \"remove-layers\", \"layers\": {\"both\": [1]}}]|expected layers of"
            + " \"encoder\" and \"decoder\", found \"both\"",
        "2|\"edits\": [{\"edit\": \"zero-below\", \"magnitudes\": {\"w\": \"x\"}}]|expected a"
            + " magnitude in \"magnitudes\", found \"x\"",
        "2|\"edits\": [{\"edit\": \"name-graphs\", \"suffix\": \"../x\"}]|expected letters, digits"
            + " and underscores, found '../x' for \"suffix\"",
        "2|\"edits\": [{\"edit\": \"replace-weights\", \"file\": \"../x\"}]|expected the name of a"
            + " file beside the plan, found \"../x\"",
        "2|\"edits\": [{\"edit\": \"replace-weights\", \"file\": \"x\"}]|expected the bytes of each"
            + " file in \"replace-weights\"",
        "3|\"edits\": []|expected a plan of format \"sotto-plan/2\", found \"sotto-plan/3\"",
      })
  void whatIsWrongIsNamed(int version, String rest, String reason) {
    SottoException problem = assertThrows(SottoException.class, () -> read(version, rest));
    assertEquals(folder.resolve("plan.json") + ": " + reason, problem.getMessage());
  }

  @Test
  void headsAreOneOfThree() throws IOException {
    Path file = write("{\"format\": \"sotto-plan/2\", \"heads\": \"wild\"}");
    SottoException problem = assertThrows(SottoException.class, () -> PlanJson.read(file));
    assertTrue(problem.getMessage().endsWith("heads, found \"wild\""), problem::getMessage);
  }
}
