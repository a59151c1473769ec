package dev.sotto.compressor.cli.options;

import dev.sotto.eval.gate.Check;
import dev.sotto.eval.gate.RatioCheck;
import dev.sotto.eval.gate.SignCheck;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.signs.Sign;
import dev.sotto.models.SottoException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What a candidate must keep to beside its word error rate; what is not given is not limited. */
public final class GateLimitOptions {
  private static final double PERCENT = 100;

  @Option(
      names = "--max-rtf-ratio",
      paramLabel = "R",
      description = "Real-time factor, candidate / baseline, such as 1.1.")
  private Double rtfRatio;

  @Option(
      names = "--max-memory-ratio",
      paramLabel = "R",
      description = "Peak memory, candidate / baseline.")
  private Double memoryRatio;

  @Option(
      names = "--max-size-ratio",
      paramLabel = "R",
      description = "Bytes of the graph files and their data, candidate / baseline.")
  private Double sizeRatio;

  @Option(
      names = "--max-insertion-rate",
      paramLabel = "PERCENT",
      description = "Words that the candidate inserts for 100 that were said.")
  private Double insertionRate;

  @Option(
      names = "--max-loops",
      paramLabel = "N",
      description = "Utterances in which the candidate repeats itself and the speaker did not.")
  private Integer loops;

  @Option(
      names = "--max-empty",
      paramLabel = "N",
      description = "Utterances in which something was said and the candidate heard nothing.")
  private Integer empty;

  @Option(
      names = "--max-invented",
      paramLabel = "N",
      description = "Utterances in which nothing was said and the candidate heard something.")
  private Integer invented;

  public List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    addRatio(checks, ModelCost.REAL_TIME_FACTOR, rtfRatio);
    addRatio(checks, ModelCost.PEAK_MEMORY, memoryRatio);
    addRatio(checks, ModelCost.SIZE, sizeRatio);
    if (insertionRate != null) {
      addSign(checks, Sign.INSERTION_RATE, insertionRate / PERCENT);
    }
    addCount(checks, Sign.LOOPS, loops);
    addCount(checks, Sign.EMPTY, empty);
    addCount(checks, Sign.INVENTED, invented);
    return checks;
  }

  private static void addRatio(List<Check> checks, ModelCost figure, Double most) {
    if (most == null) {
      return;
    }
    if (!(most > 0) || most.isInfinite()) {
      throw usage(figure.key(), "a ratio above 0", most);
    }
    checks.add(new RatioCheck(figure, most));
  }

  private static void addCount(List<Check> checks, Sign sign, Integer most) {
    if (most != null) {
      addSign(checks, sign, most);
    }
  }

  private static void addSign(List<Check> checks, Sign sign, double most) {
    if (!(most >= 0) || Double.isInfinite(most)) {
      throw usage(sign.key(), "a limit of at least 0", most);
    }
    checks.add(new SignCheck(sign, most));
  }

  private static SottoException usage(String name, String expected, double found) {
    return SottoException.usage("--max-" + name + ": expected " + expected + ", found " + found);
  }
}
