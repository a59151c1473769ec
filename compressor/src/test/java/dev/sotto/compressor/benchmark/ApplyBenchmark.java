package dev.sotto.compressor.benchmark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.saliency.SaliencyContext;
import dev.sotto.compressor.saliency.WeightStatistics;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.Planner;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long applying a plan takes against copying the files that it writes, in turn; run with {@code
 * -Dsotto.benchmark=true -Dsotto.test.jvm=-Xmx256m}.
 */
@EnabledIfSystemProperty(named = "sotto.benchmark", matches = "true")
class ApplyBenchmark {
  private static final int ROUNDS = 15;
  private static final int WARM_UP = 5;

  @TempDir Path folder;

  @Test
  void applyingAPlanTakesAtMostThreeTimesAsLongAsCopyingItsFiles() throws IOException {
    ExportFolder dense = Exports.open(SharedFiles.shared("models/tiny.en"));
    Planner.Request request =
        new Planner.Request(
            new WeightStatistics(),
            HeadMode.UNIFORM,
            Optional.empty(),
            Optional.of(Budget.parse("params=10%")),
            Optional.empty(),
            Optional.empty());
    Plan plan = new Planner(SaliencyContext.of(dense.read())).plan(request, 0);
    double[] applied = new double[ROUNDS];
    double[] copied = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      Path out = folder.resolve("out" + round);
      Path copy = Files.createDirectory(folder.resolve("copy" + round));
      double applyMillis = millis(() -> apply(dense, plan, out));
      double copyMillis = millis(() -> copy(out, copy));
      if (round >= 0) {
        applied[round] = applyMillis;
        copied[round] = copyMillis;
      }
      delete(out);
      delete(copy);
    }
    double apply = median(applied);
    double copy = median(copied);
    System.out.printf(
        "apply %.0f ms, copy %.0f ms, ratio %.2f (medians of %d, heap limit %d MiB)%n",
        apply, copy, apply / copy, ROUNDS, Runtime.getRuntime().maxMemory() >> 20);
    assertTrue(apply <= 3 * copy);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static double millis(Work work) throws IOException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static void apply(ExportFolder dense, Plan plan, Path out) {
    try (OutputFolder output = OutputFolder.create(out, false)) {
      ExportRewriter.apply(dense.read(), plan, output);
      output.complete();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      List<Path> all = files.toList();
      for (Path file : all) {
        Files.delete(file);
      }
    }
    Files.delete(root);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
