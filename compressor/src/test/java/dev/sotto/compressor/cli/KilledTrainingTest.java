package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.demo.BuiltInFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in processes of its own, killed so that nothing of it can clean up. */
class KilledTrainingTest {
  private static final int STEPS = 40;

  @TempDir Path folder;

  @Test
  void aRunThatWasKilledAndResumedGivesTheFilesOfOneLeftAlone()
      throws IOException, InterruptedException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    Path alone = folder.resolve("alone");
    finish(start(data, alone));

    Path killed = folder.resolve("killed");
    long seed = System.nanoTime();
    int step = 6 + new SplittableRandom(seed).nextInt(STEPS - 12);
    Process first = start(data, killed);
    Path metrics = folder.resolve("killed-training/metrics.jsonl");
    while (first.isAlive() && steps(metrics) < step) {
      Thread.sleep(5);
    }
    first.destroyForcibly().waitFor();
    String when = "killed after step " + steps(metrics) + " (seed " + seed + ")";
    assertTrue(steps(metrics) < STEPS, when);
    assertFalse(Files.exists(killed), when);

    finish(start(data, killed));
    assertEquals(STEPS, steps(metrics), when);
    for (String file : List.of("encoder_model.onnx", "decoder_model_merged.onnx")) {
      assertArrayEquals(
          Files.readAllBytes(alone.resolve(file)),
          Files.readAllBytes(killed.resolve(file)),
          file + ", " + when);
    }
  }

  private static int steps(Path metrics) throws IOException {
    return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
  }

  private Process start(BuiltInFolder data, Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "finetune", data.model().toString()));
    command.addAll(List.of("--train", data.train().toString(), "--out", out.toString()));
    command.addAll(List.of("--steps", "" + STEPS, "--train-batch", "4", "--checkpoint-every", "5"));
    command.addAll(List.of("--sparsity", "30%", "--noise", "0.5", "--speed", "0.1", "--resume"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(out.getFileName() + ".log").toFile())
        .start();
  }

  private static void finish(Process process) throws InterruptedException {
    assertTrue(process.waitFor(5, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue());
  }
}
