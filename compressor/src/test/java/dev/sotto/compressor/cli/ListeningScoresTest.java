package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.compressor.saliency.Saliencies;
import dev.sotto.compressor.saliency.Saliency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores that listen, from the command line, on a model that hears within seconds. */
class ListeningScoresTest {
  @TempDir Path folder;
  private BuiltInFolder data;
  private Path one;

  @BeforeEach
  void unpack() throws IOException {
    data = BuiltInFolder.unpack(folder.resolve("data"));
    one =
        Files.writeString(
            data.test().resolveSibling("one.jsonl"), Files.readAllLines(data.test()).get(0));
  }

  @Test
  void eachChoosesForItselfAndReachesTheBudget() throws IOException {
    Set<String> chosen = new HashSet<>();
    // By moments and by gradients; the others differ in their formula alone.
    for (String name : List.of("wanda", "fisher")) {
      Path out = folder.resolve(name);
      CliRun.of(
              "compress",
              data.model(),
              "--calibrate",
              data.train(),
              "--calibration-clips",
              3,
              "--score",
              name,
              "--repair",
              "none",
              "--remove",
              "flops=10%",
              "--eval",
              one,
              "--stages",
              folder.resolve("stages"),
              "--out",
              out)
          .ok();
      ObjectMapper mapper = new ObjectMapper();
      JsonNode json = mapper.readTree(out.resolve("compression.json").toFile());
      long dense = json.at("/dense/flops/standard").longValue();
      long left = json.at("/compressed/flops/standard").longValue();
      assertTrue(
          left <= 0.9 * dense && left > 0.8 * dense, name + " left " + left + " of " + dense);
      assertTrue(json.at("/verify/holds").booleanValue(), name);
      JsonNode plan = mapper.readTree(out.resolve("plan.json").toFile());
      assertEquals(name, plan.at("/settings/method").asText());
      chosen.add(plan.at("/edits/0/groups").toString());
    }
    assertEquals(2, chosen.size());
  }

  @Test
  void withoutSpeechEachIsRefusedBeforeAnythingIsDone() throws IOException {
    Path out = folder.resolve("out");
    for (Saliency saliency : Saliencies.ALL) {
      if (saliency.listens()) {
        CliRun.of(
                "compress",
                data.model(),
                "--train",
                data.train(),
                "--score",
                Saliencies.name(saliency),
                "--remove",
                "layers=10%",
                "--eval",
                one,
                "--out",
                out)
            .failsWith(2, "--score " + Saliencies.name(saliency) + " needs --calibrate AUDIO");
        assertFalse(Files.exists(folder.resolve("out-stages")));
      }
    }
  }
}
