package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sotto.compressor.diagnose.Tones;
import dev.sotto.models.Fixtures;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A diagnosis on the page of {@code report}, from both commands' arguments to the page. */
class ReportedDiagnosisTest {
  private static final int BAD_INPUT = 3;
  private static final int NORMS = 12;

  @TempDir Path folder;
  private Path out;
  private Path result;
  private Path diagnosis;

  /** A model that hears tones, its result and its diagnosis beside itself. */
  @BeforeEach
  void measure() throws IOException {
    Path model = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("model"));
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    out = folder.resolve("report.html");
    result = folder.resolve("result.json");
    diagnosis = folder.resolve("diagnosis.json");
    Path low = Tones.write(folder.resolve("low.wav"), 250, 19_000);
    Path high = Tones.write(folder.resolve("high.wav"), 900, 12_000);
    CliRun.of(
            "diagnose",
            model,
            model,
            "--threads",
            1,
            "--no-gradients",
            "--out",
            diagnosis,
            "--audio",
            low,
            high)
        .ok();
    ObjectNode evaluated =
        JsonFiles.readObject(ReportCommandTest.write(folder, "result.json", "model", "one two"));
    evaluated
        .withObject("/model")
        .set("sha256", JsonFiles.readObject(diagnosis).at("/dense/model/sha256"));
    Files.write(result, JsonFiles.write(evaluated));
  }

  @Test
  void everyNormalisationIsInASectionOfItsOwn() throws IOException {
    CliRun.of("report", result, result, "--diagnosis", diagnosis, "--out", out).ok();
    String page = Files.readString(out);
    String section = page.substring(page.indexOf("<section id=\"normalisation-1\">"));
    section = section.substring(0, section.indexOf("</section>"));
    int found = 0;
    for (JsonNode norm : JsonFiles.readObject(diagnosis).at("/dense/norms")) {
      assertTrue(section.contains(">" + norm.get("name").asText() + "<"), norm::toString);
      found++;
    }
    assertEquals(NORMS, found);
    assertTrue(section.contains("None became fragile in model (2)"), section);
    assertTrue(page.contains("href=\"#normalisation-1\""), "no way from the top");
  }

  @Test
  void aDiagnosisOfOtherModelsIsRefused() throws IOException {
    CliRun.of("report", result, "--diagnosis", diagnosis, "--out", out)
        .failsWith(BAD_INPUT, "expected a diagnosis of a further model of the page");
    Path other = ReportCommandTest.write(folder, "other.json", "other", "one");
    CliRun.of("report", other, result, "--diagnosis", diagnosis, "--out", out)
        .failsWith(BAD_INPUT, "expected a diagnosis of the first model, other");
    CliRun.of("report", result, "--diagnosis", result, "--out", out)
        .failsWith(BAD_INPUT, "expected a result of the form sotto-diagnose/1");
    CliRun.of("report", result, "--diagnosis", diagnosis, "--out", diagnosis, "--force")
        .failsWith(BAD_INPUT, "would overwrite");
    assertFalse(Files.exists(out));
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of("/candidate/norms", -1, "the same normalisations"),
        Arguments.of("/candidate/linears", -1, "the same normalisations and linear layers"),
        Arguments.of("/dense/norms", -1, "the same normalisations"),
        Arguments.of("/clips", 0, "at least 2 clips"),
        Arguments.of("/dense/linears/0/role", new TextNode("fc1"), "the role of a layer"),
        Arguments.of("/dense/norms/0/minScale", new IntNode(-5), "scales above 0"),
        Arguments.of("/dense/norms/0/tokens", new IntNode(0), "expected tokens"));
  }

  /** A list that loses its last entry or all of them, or another value. */
  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedDiagnosisIsBadInput(String place, Object damage, String problem) throws IOException {
    ObjectNode json = JsonFiles.readObject(diagnosis);
    int last = place.lastIndexOf('/');
    if (damage instanceof JsonNode value) {
      ((ObjectNode) json.at(place.substring(0, last))).set(place.substring(last + 1), value);
    } else {
      ArrayNode list = (ArrayNode) json.at(place);
      int left = damage.equals(0) ? 0 : list.size() - 1;
      while (list.size() > left) {
        list.remove(left);
      }
    }
    Path damaged = Files.write(folder.resolve("damaged.json"), JsonFiles.write(json));
    CliRun.of("report", result, result, "--diagnosis", damaged, "--out", out)
        .failsWith(BAD_INPUT, problem);
    assertFalse(Files.exists(out));
  }
}
