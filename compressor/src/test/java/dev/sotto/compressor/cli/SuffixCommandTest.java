package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.Fixtures;
import dev.sotto.models.io.FileHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names by which other programs look for a variant. */
class SuffixCommandTest {
  @TempDir Path folder;
  private BuiltInFolder data;
  private Path out;

  @BeforeEach
  void unpack() {
    data = BuiltInFolder.unpack(folder.resolve("data"));
    out = folder.resolve("out");
  }

  private static List<String> graphs(Path export) throws IOException {
    try (Stream<Path> files = Files.list(export)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".onnx"))
          .sorted()
          .toList();
    }
  }

  private static void assertSame(Path one, Path other) throws IOException {
    assertEquals(graphs(one), graphs(other));
    for (String graph : graphs(one)) {
      assertEquals(-1, Files.mismatch(one.resolve(graph), other.resolve(graph)), graph);
    }
  }

  private Path replayed(Path plan) {
    Path again = folder.resolve("again");
    CliRun.of("apply", data.model(), "--plan", plan, "--out", again).ok();
    return again;
  }

  @Test
  void quantizeNamesGraphsAndItsPlanDoesSoAgain() throws IOException {
    CliRun.of("quantize", data.model(), "--suffix", "quantized", "--out", out).ok();
    assertEquals(
        List.of("decoder_model_merged_quantized.onnx", "encoder_model_quantized.onnx"),
        graphs(out));
    assertSame(out, replayed(out.resolve("plan.json")));
    CliRun.of("verify", data.model(), out, "--structure").ok();
    CliRun.of("inspect", out, "--variant", "q8").ok();
    CliRun.of("transcribe", out, data.folder().resolve("clips/test-00001.wav")).ok();
  }

  @Test
  void compressEvaluatesWhatIsNamedAndTellsItsFiles() throws IOException {
    Path few = data.folder().resolve("few.jsonl");
    Files.write(few, Files.readAllLines(data.test()).subList(0, 4));
    CliRun.of(
            "compress",
            data.model(),
            "--eval",
            few,
            "--remove",
            "params=10%",
            "--quantize",
            "int8",
            "--suffix",
            "q8",
            "--allow-loops",
            "--out",
            out)
        .ok();
    List<String> names = List.of("decoder_model_merged_q8.onnx", "encoder_model_q8.onnx");
    assertEquals(names, graphs(out));
    JsonNode told =
        new ObjectMapper()
            .readTree(out.resolve("compression.json").toFile())
            .at("/compressed/model/sha256");
    for (String name : names) {
      assertEquals(FileHash.sha256(out.resolve(name)), told.path(name).asText(), told::toString);
    }
    assertSame(out, replayed(out.resolve("plan.json")));
    CliRun.of("verify", data.model(), out).ok();
  }

  @Test
  void aPlanOfRemovalNamesFloatExportsToo() throws IOException {
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", data.model(), "--remove", "params=10%", "--suffix", "small", "--out", plan)
        .ok();
    Path named = replayed(plan);
    assertEquals(
        List.of("decoder_model_merged_small.onnx", "encoder_model_small.onnx"), graphs(named));
    CliRun.of("verify", data.model(), named).ok();
  }

  @Test
  void weightsBesideGraphsKeepTheirNames() throws IOException {
    Path dense = Fixtures.folder("f06-external-data", folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", dense, "--remove", "params=5%", "--suffix", "small", "--out", plan).ok();
    CliRun.of("apply", dense, "--plan", plan, "--out", out).ok();
    CliRun.of("verify", dense, out).ok();
    assertFalse(graphs(out).isEmpty());
    for (String name : graphs(out)) {
      assertEquals("_small.onnx", name.substring(name.lastIndexOf('_')));
    }
  }

  @Test
  void aNameThatIsNoneIsRefusedAndSoIsANameAlone() {
    CliRun.of("quantize", data.model(), "--suffix", "a/b", "--out", out)
        .failsWith(2, "expected letters, digits and underscores");
    CliRun.of("compress", data.model(), "--eval", data.test(), "--suffix", "q8", "--out", out)
        .failsWith(2, "expected");
    assertFalse(Files.exists(out));
  }
}
