package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.BuiltInFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Number formats as small as the error rate bears. */
class FormatCeilingCommandTest {
  @TempDir Path folder;
  private BuiltInFolder data;
  private Path few;

  @BeforeEach
  void unpack() throws IOException {
    data = BuiltInFolder.unpack(folder.resolve("data"));
    few = data.test().resolveSibling("few.jsonl");
    Files.write(few, Files.readAllLines(data.test()).subList(0, 12));
  }

  @Test
  void theSmallestFormatsThatTheErrorRateBearsAreWritten() throws IOException {
    Path out = folder.resolve("out");
    CliRun run =
        CliRun.of(
                "compress",
                data.model(),
                "--eval",
                few,
                "--calibrate",
                few,
                "--quantize",
                "wer=+4",
                "--out",
                out)
            .ok();
    List<String> tried = run.err().lines().filter(line -> line.startsWith("auto=")).toList();
    assertTrue(tried.get(0).startsWith("auto=0.008: word error rate "), tried::toString);
    assertTrue(tried.size() > 1, tried::toString);
    JsonNode result = new ObjectMapper().readTree(out.resolve("compression.json").toFile());
    double dense = result.at("/dense/wer/value").asDouble();
    double compressed = result.at("/compressed/wer/value").asDouble();
    assertTrue(compressed <= dense + 0.04, compressed + " after " + dense);
    JsonNode plan = new ObjectMapper().readTree(out.resolve("plan.json").toFile());
    assertEquals("quantize", plan.at("/edits/0/edit").asText(), plan::toString);
  }

  @Test
  void aCeilingNeedsSpeechToChooseByAndPoints() {
    Path out = folder.resolve("out");
    CliRun.of("compress", data.model(), "--eval", few, "--quantize", "wer=+1", "--out", out)
        .failsWith(2, "expected --calibrate");
    CliRun.of("compress", data.model(), "--eval", few, "--quantize", "wer=x", "--out", out)
        .failsWith(2, "expected a ceiling such as wer=+0.5");
  }
}
