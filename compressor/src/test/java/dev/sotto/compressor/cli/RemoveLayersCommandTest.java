package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --remove-layers} in plan, apply, verify and compress. */
class RemoveLayersCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "a01-optimum-op18, encoder.1+decoder.1, 5",
    "a02-optimum-op14, encoder.0+decoder.1, 5",
    "a04-optimum-untied, encoder.1+decoder.0, 5",
    "a05-optimum-nopast, encoder.0+decoder.0, 0",
    "a06-optimum-eager, encoder.1+decoder.1, 5",
    "a08-optimum-cross-attentions, encoder.0+decoder.1, 5",
    "a10-pruned-uniform, encoder.1+decoder.0, 5",
    "a11-pruned-free, encoder.0+decoder.0, 5",
    "b01-optimum1.13-bmm, encoder.1+decoder.1, 5",
    "b02-optimum1.21-cache-position, encoder.0+decoder.1, 5",
    "f06-external-data, encoder.1+decoder.0, 5",
    "f07-onnxslim, encoder.0+decoder.0, 5",
  })
  void everyExportComputesWithoutTheLayersWhatItDoesWhereTheyAddNothing(
      String fixture, String layers, int comparisons) {
    Path dense =
        fixture.startsWith("a1")
            ? SharedFiles.shared("fixtures/" + fixture)
            : Fixtures.folder(fixture, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    Path out = folder.resolve("out");
    String list = layers.replace('+', ',');
    CliRun.of("plan", dense, "--remove-layers", list, "--out", plan, "--trial-run=never").ok();
    CliRun.of("apply", dense, "--plan", plan, "--out", out, "--trial-run=never").ok();
    CliRun.of("verify", dense, out, "--structure").ok();
    if (comparisons > 0) {
      CliRun verified = CliRun.of("verify", dense, out, "--threads", "1").ok();
      long equal = verified.out().lines().filter(line -> line.endsWith("equal")).count();
      assertEquals(comparisons, equal, verified.out());
    }
  }

  @Test
  void whatIsPlannedIsWhatIsLeft() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    Path out = folder.resolve("out");
    CliRun planned =
        CliRun.of(
                "plan",
                dense,
                "--remove-layers",
                "decoder.0",
                "--remove",
                "layers=10%",
                "--zero",
                "params=5%",
                "--out",
                plan,
                "--json")
            .ok();
    JsonNode told = new ObjectMapper().readTree(planned.out());
    CliRun.of("apply", dense, "--plan", plan, "--out", out).ok();
    CliRun.of("verify", dense, out, "--threads", "1").ok();
    JsonNode before = new ObjectMapper().readTree(CliRun.of("inspect", dense, "--json").ok().out());
    JsonNode after = new ObjectMapper().readTree(CliRun.of("inspect", out, "--json").ok().out());
    assertEquals(
        before.get("parameters").longValue() - after.get("parameters").longValue(),
        told.get("removedParameters").longValue());
    double saved =
        before.at("/flops/standard").doubleValue() - after.at("/flops/standard").doubleValue();
    assertEquals(saved, told.get("removedFlops").doubleValue(), 0.02 * saved);
    JsonNode written = new ObjectMapper().readTree(plan.toFile());
    assertEquals("decoder.0", written.at("/settings/removedLayers").asText());
    assertEquals("remove-layers", written.at("/edits/0/edit").asText());
    assertTrue(told.get("zeroedParameters").longValue() > 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "encoder.2|3|the plan removes layer 2 of the encoder, which has 2",
        "decoder.0,decoder.1|3|the plan removes all 2 layers of the decoder; one must stay",
        "both.1|2|found 'both.1'",
        "encoder.1,|2|found ''",
        "auto=0|2|found 'auto=0'",
        "auto=1|2|expected --calibrate, found none",
      })
  void whatCannotBeDoneIsRefusedInOneLine(String layers, int code, String reason) {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", dense, "--remove-layers", layers, "--out", plan).failsWith(code, reason);
    assertFalse(Files.exists(plan));
  }

  @Test
  void compressFindsTheLayerThatIsMissedLeast() throws IOException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    Path out = folder.resolve("out");
    Object[] arguments = {
      "compress",
      data.model(),
      "--eval",
      data.test(),
      "--calibrate",
      data.train(),
      "--calibration-clips",
      "4",
      "--remove-layers",
      "decoder=1",
      "--out",
      out,
      "--force",
      // A layer of two is half of the decoder.
      "--allow-loops"
    };
    CliRun.of(arguments).ok();
    JsonNode plan = new ObjectMapper().readTree(out.resolve("plan.json").toFile());
    String removed = plan.at("/settings/removedLayers").asText();
    assertTrue(removed.matches("decoder\\.\\d"), removed);
    double least =
        StreamSupport.stream(
                ((Iterable<String>) () -> plan.get("settings").fieldNames()).spliterator(), false)
            .filter(name -> name.startsWith("without."))
            .mapToDouble(name -> nats(plan, name))
            .min()
            .orElseThrow();
    assertEquals(least, nats(plan, "without." + removed));
    assertTrue(least > 0);
    JsonNode json = new ObjectMapper().readTree(out.resolve("compression.json").toFile());
    assertTrue(json.at("/verify/holds").booleanValue());
    assertEquals(
        json.at("/dense/parameters/logical").longValue()
            - json.at("/compressed/parameters/logical").longValue(),
        json.at("/removed/parameters").longValue());
    CliRun.of("verify", data.model(), out, "--threads", "1").ok();
    // All that was done is found again.
    CliRun.of(arguments).ok();
    JsonNode again = new ObjectMapper().readTree(out.resolve("compression.json").toFile());
    again.get("stages").forEach(stage -> assertTrue(stage.get("found").booleanValue()));
  }

  private static double nats(JsonNode plan, String setting) {
    return Double.parseDouble(plan.get("settings").get(setting).asText().replace(" nats", ""));
  }
}
