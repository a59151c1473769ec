package dev.sotto.compressor.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
  @TempDir Path folder;

  @Test
  void aNewOneIsMadeAndKnownAgain() throws IOException {
    Path checkpoints = folder.resolve("a/checkpoints");
    CheckpointFolder.claim(checkpoints);
    Files.writeString(checkpoints.resolve("best.safetensors"), "ours");
    CheckpointFolder.claim(checkpoints);
    assertTrue(Files.exists(checkpoints.resolve("sotto-checkpoints.json")));
  }

  @Test
  void aRunThatWasKilledOnTheWayToTheMarkDoesNotHinder() throws IOException {
    Files.createDirectory(folder.resolve(".sotto-checkpoints.json.partial-17"));
    CheckpointFolder.claim(folder);
    assertTrue(Files.exists(folder.resolve("sotto-checkpoints.json")));
  }

  @Test
  void aFolderOfOtherFilesIsRefusedAndLeftAsItIs() throws IOException {
    Path best = Files.writeString(folder.resolve("best.safetensors"), "somebody's");
    SottoException refusal =
        assertThrows(SottoException.class, () -> CheckpointFolder.claim(folder));
    assertEquals(SottoException.Code.BAD_INPUT, refusal.code());
    assertTrue(refusal.getMessage().contains("best.safetensors"), refusal.getMessage());
    assertEquals("somebody's", Files.readString(best));
    assertFalse(Files.exists(folder.resolve("sotto-checkpoints.json")));
  }

  @Test
  void aMarkOfAnotherKindIsRefused() throws IOException {
    Files.writeString(folder.resolve("sotto-checkpoints.json"), "{}");
    assertThrows(SottoException.class, () -> CheckpointFolder.claim(folder));
  }

  @Test
  void metricsAreWrittenThroughNoLink() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "text");
    Path link = Files.createSymbolicLink(folder.resolve("metrics.jsonl"), elsewhere);
    assertThrows(SottoException.class, () -> MetricsLog.open(link, 0));
    MetricsLog log = MetricsLog.open(folder.resolve("other.jsonl"), 0);
    Files.delete(folder.resolve("other.jsonl"));
    Files.createSymbolicLink(folder.resolve("other.jsonl"), elsewhere);
    ObjectNode line = JsonFiles.newObject().put("step", 1);
    assertThrows(SottoException.class, () -> log.add(line));
    assertEquals("text", Files.readString(elsewhere));
  }

  @Test
  void stepsThatAreRepeatedAreDropped() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    MetricsLog log = MetricsLog.open(file, 0);
    for (int step = 1; step <= 3; step++) {
      log.add(JsonFiles.newObject().put("step", step));
    }
    MetricsLog.open(file, 2).add(JsonFiles.newObject().put("step", 3).put("again", true));
    assertEquals(
        List.of("{\"step\":1}", "{\"step\":2}", "{\"step\":3,\"again\":true}"),
        Files.readAllLines(file));
  }
}
