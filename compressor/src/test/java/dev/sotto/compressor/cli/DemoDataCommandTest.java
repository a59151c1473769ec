package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.compressor.demo.Espeak;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataCommandTest {
  @TempDir private Path folder;

  @Test
  void writesDataOnceAndNeverOverIt() {
    assumeTrue(Espeak.isAvailable(), "espeak-ng is not installed");
    Path out = folder.resolve("data");
    CliRun run = CliRun.of("demo-data", "--out", out, "--train", 2, "--test", 1).ok();
    assertTrue(run.out().startsWith("wrote " + out + " with train.jsonl (2 clips)"), run.out());
    assertTrue(Files.exists(out.resolve("model/tokenizer.json")));
    CliRun.of("demo-data", "--out", out).failsWith(3, "exists already");
  }

  @Test
  void aCountThatMakesNoSenseIsUsage() {
    CliRun run = CliRun.of("demo-data", "--out", folder.resolve("data"), "--train", 0);
    assertEquals(2, run.exitCode());
  }
}
