package dev.sotto.compressor.cli.options;

import dev.sotto.eval.dataset.BadRows;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Sample;
import dev.sotto.eval.dataset.Selection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which part of a data set is taken. */
public final class DataOptions {
  @Option(
      names = "--min-seconds",
      paramLabel = "S",
      description = "Take clips of at least S seconds only.")
  private Optional<Double> minSeconds = Optional.empty();

  @Option(
      names = "--max-seconds",
      paramLabel = "S",
      description = "Take clips of at most S seconds only.")
  private Optional<Double> maxSeconds = Optional.empty();

  @Option(
      names = "--only-language",
      paramLabel = "LANGUAGE",
      converter = LanguageConverter.class,
      description =
          "Take utterances only that the data says to be in this language; zh takes zh-TW, too.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Take N utterances, drawn from those that are left.")
  private Optional<Integer> sample = Optional.empty();

  @Option(
      names = "--sample-seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of --sample (default ${DEFAULT-VALUE}).")
  private long sampleSeed;

  @Option(names = "--limit", paramLabel = "N", description = "Take the first N of what is left.")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--skip-bad",
      description = "Go on without rows and clips that cannot be used, and count them.")
  private boolean skipBad;

  public DatasetOptions options() {
    Filter filter =
        new Filter(
            seconds(minSeconds),
            seconds(maxSeconds),
            language,
            sample.map(count -> new Sample(count, sampleSeed)),
            limit.map(OptionalInt::of).orElse(OptionalInt.empty()));
    return new DatasetOptions(filter, skipBad, false);
  }

  private static OptionalDouble seconds(Optional<Double> given) {
    return given.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  /** Says on standard error what was skipped. */
  public static void warn(CommonOptions common, String data, Selection selection) {
    BadRows bad = selection.bad();
    if (bad.count() > 0) {
      common.warn(data + ": skipped " + bad.count() + " bad rows: " + bad.describe());
    }
  }
}
