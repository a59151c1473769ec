package dev.sotto.eval.dataset.rows;

import dev.sotto.eval.dataset.BadRows;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Row;
import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes from the rows of a data set those that are asked for. */
public final class Selector<T extends Row> {

  /** Completes rows. */
  @FunctionalInterface
  public interface Lengths<T> {
    /** The row with its duration; empty if it cannot be used after all. */
    Optional<T> withDuration(T row);
  }

  private final Filter filter;
  private final Lengths<T> lengths;
  private int wrongLanguage;
  private int unknownLanguage;
  private int wrongLength;
  private int leftOut;
  private int asked;
  private boolean emptied;

  /**
   * @param lengths asked about rows without a duration if that matters
   */
  public Selector(Filter filter, Lengths<T> lengths) {
    this.filter = filter;
    this.lengths = lengths;
  }

  /** The rows that are asked for, in their order. */
  public List<T> of(List<T> rows) {
    List<T> passed = new ArrayList<>();
    for (T row : rows) {
      if (isLanguage(row)) {
        sized(row).ifPresent(passed::add);
      }
    }
    emptied = passed.isEmpty() && wrongLanguage + wrongLength > 0;
    asked = rows.size();
    List<T> sampled = filter.sample().map(sample -> sample.of(passed)).orElse(passed);
    List<T> taken =
        sampled.subList(0, Math.min(filter.limit().orElse(sampled.size()), sampled.size()));
    leftOut = wrongLanguage + wrongLength + passed.size() - taken.size();
    return taken;
  }

  /**
   * What to say where nothing is left.
   *
   * @param otherwise unless the filter is why
   */
  public String nothingLeft(String otherwise, BadRows bad) {
    String filtered =
        "the filter leaves no utterance: of %d, %d are of another language (%d of these say none) and %d of another length"
            .formatted(asked, wrongLanguage, unknownLanguage, wrongLength);
    return nothing(emptied ? filtered : otherwise, bad);
  }

  /** How many good rows were not asked for. */
  public int leftOut() {
    return leftOut;
  }

  /**
   * Ends the reading if there are bad rows and it is not to go on without them.
   *
   * @throws SottoException naming them
   */
  public static void refuse(Path data, DatasetOptions options, BadRows bad) {
    if (bad.count() > 0 && !options.skipsBad()) {
      throw SottoException.badInput(data, bad.describe());
    }
  }

  /** What to say where there was no row that can be used. */
  public static String nothing(String expectation, BadRows bad) {
    return bad.count() == 0 ? expectation : expectation + "; skipped " + bad.describe();
  }

  private boolean isLanguage(T row) {
    if (filter.allows(row.language())) {
      return true;
    }
    wrongLanguage++;
    unknownLanguage += row.language().isEmpty() ? 1 : 0;
    return false;
  }

  private Optional<T> sized(T row) {
    if (!filter.isByDuration()) {
      return Optional.of(row);
    }
    Optional<T> known =
        row.durationSeconds().isPresent() ? Optional.of(row) : lengths.withDuration(row);
    Optional<T> fitting =
        known.filter(complete -> filter.allows(complete.durationSeconds().orElseThrow()));
    wrongLength += known.isPresent() && fitting.isEmpty() ? 1 : 0;
    return fitting;
  }
}
