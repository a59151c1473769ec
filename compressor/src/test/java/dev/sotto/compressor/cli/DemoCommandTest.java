package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.train.weights.BlockGroups;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises of its first command. */
class DemoCommandTest {
  @TempDir Path folder;

  @Test
  void halfOfTheLayersGoesAtAnErrorRateNearThatOfTheDenseModel() throws IOException {
    Path out = folder.resolve("demo");
    JsonNode json =
        new ObjectMapper().readTree(CliRun.of("demo", "--out", out, "--json").ok().out());
    JsonNode tspar = json.get("tspar");
    long dense = layerParameters(Path.of(tspar.at("/dense/model/folder").asText()));
    long left = layerParameters(out.resolve("tspar"));
    assertTrue(left <= dense / 2, left + " of " + dense);
    double before = tspar.at("/dense/wer/value").doubleValue();
    double after = tspar.at("/compressed/wer/value").doubleValue();
    assertTrue(after <= before + 0.01, before + " to " + after);

    JsonNode quantised = json.get("quantised");
    double inBits = quantised.at("/compressed/wer/value").doubleValue();
    assertEquals(after, inBits, 0.01);
    long bytes = quantised.at("/compressed/bytes").asLong();
    assertTrue(
        bytes > 0 && bytes < 0.45 * tspar.at("/compressed/bytes").asLong(), quantised::toString);

    // Uniform heads leave in large steps, so that the same size is a matter of a point or two.
    long baseline = layerParameters(out.resolve("magnitude"));
    assertTrue(baseline <= dense / 2, baseline + " of " + dense);
    assertEquals(0, (double) (baseline - left) / dense, 0.02);

    String table = CliRun.of("demo", "--out", out).ok().out();
    assertTrue(table.contains("TSPAR-style"), table);
    assertTrue(table.contains("int8, short windows"), table);
    assertTrue(table.contains("magnitude"), table);
  }

  /** Counted from the files, independently of the plan. */
  private static long layerParameters(Path export) {
    WhisperModel model = Exports.open(export).read();
    Parameters parameters = Parameters.of(model);
    return model.blocks().stream()
        .map(block -> BlockGroups.of(block, parameters))
        .mapToLong(groups -> groups.elements() * groups.size())
        .sum();
  }
}
