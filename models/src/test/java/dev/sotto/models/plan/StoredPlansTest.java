package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.OutputFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plans of the form {@code sotto-plan/1} that version 0.1.0 made, and the SHA-256 of every file
 * that it wrote when it applied them: all must come out the same, to the last byte.
 */
class StoredPlansTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a01-optimum-op18",
        "a02-optimum-op14",
        "a04-optimum-untied",
        "a06-optimum-eager",
        "a10-pruned-uniform",
        "a11-pruned-free",
        "b01-optimum1.13-bmm",
        "b02-optimum1.21-cache-position",
        "f06-external-data",
        "tiny.en"
      })
  void aPlanGivesTheSameBytesAsWhenItWasMade(String name) throws IOException {
    Path model =
        name.equals("tiny.en")
            ? SharedFiles.shared("models/tiny.en")
            : Fixtures.folder(name, folder.resolve("model"));
    Path plan = folder.resolve("plan.json");
    Files.write(plan, resource(name + ".json"));
    Path out = folder.resolve("out");
    try (OutputFolder output = OutputFolder.create(out, false)) {
      ExportRewriter.apply(Exports.open(model).read(), PlanFile.read(plan), output);
      output.complete();
    }
    assertEquals(expected(name), hashes(out));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = StoredPlansTest.class.getResourceAsStream("/plans/" + name)) {
      return in.readAllBytes();
    }
  }

  /** Lines as {@code sha256sum} writes them: a sum, two spaces, the plan's name, and a file. */
  private static Map<String, String> expected(String name) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    new String(resource("outputs.sha256"), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("  " + name + "/"))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> sums.put(parts[1], parts[0]));
    return sums;
  }

  private static Map<String, String> hashes(Path out) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> files = Files.list(out)) {
      files.forEach(file -> sums.put(file.getFileName().toString(), FileHash.sha256(file)));
    }
    return sums;
  }
}
