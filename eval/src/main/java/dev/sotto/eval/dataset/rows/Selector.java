package dev.sotto.eval.dataset.rows;

import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Row;
import dev.sotto.eval.dataset.Selection;
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

  private final Path data;
  private final DatasetOptions options;
  private final Rows<T> rows;
  private final Lengths<T> lengths;
  private int wrongLanguage;
  private int unknownLanguage;
  private int wrongLength;
  private int leftOut;
  private boolean emptied;

  /**
   * @param rows all that {@code data} has
   * @param lengths asked about rows without a duration if that matters
   */
  public Selector(Path data, DatasetOptions options, Rows<T> rows, Lengths<T> lengths) {
    this.data = data;
    this.options = options;
    this.rows = rows;
    this.lengths = lengths;
  }

  /**
   * The rows that are asked for, in their order.
   *
   * @param expectation what to say where there is no row
   * @throws SottoException if there is none
   */
  public List<T> select(String expectation) {
    if (rows.rows().isEmpty()) {
      refuseBad();
      throw nothing(expectation);
    }
    List<T> passed = new ArrayList<>();
    for (T row : rows.rows()) {
      if (isLanguage(row)) {
        sized(row).ifPresent(passed::add);
      }
    }
    emptied = passed.isEmpty() && wrongLanguage + wrongLength > 0;
    Filter filter = options.filter();
    List<T> sampled = filter.sample().map(sample -> sample.of(passed)).orElse(passed);
    List<T> taken =
        sampled.subList(0, Math.min(filter.limit().orElse(sampled.size()), sampled.size()));
    leftOut = wrongLanguage + wrongLength + passed.size() - taken.size();
    return taken;
  }

  /**
   * Which part of the data {@code taken} is.
   *
   * @param otherwise what to say where nothing is left, unless the filter is why
   * @throws SottoException if nothing is left, or naming the bad rows if they are not to be skipped
   */
  public Selection selection(List<T> taken, String otherwise) {
    refuseBad();
    if (taken.isEmpty()) {
      String filtered =
          "the filter leaves no utterance: of %d, %d are of another language (%d of these say none) and %d of another length"
              .formatted(rows.rows().size(), wrongLanguage, unknownLanguage, wrongLength);
      throw nothing(emptied ? filtered : otherwise);
    }
    return new Selection(options.filter(), leftOut, rows.bad());
  }

  private void refuseBad() {
    if (rows.bad().count() > 0 && !options.skipsBad()) {
      throw SottoException.badInput(data, rows.bad().describe());
    }
  }

  private SottoException nothing(String expectation) {
    String skipped = rows.bad().count() == 0 ? "" : "; skipped " + rows.bad().describe();
    return SottoException.badInput(data, expectation + skipped);
  }

  private boolean isLanguage(T row) {
    if (options.filter().allows(row.language())) {
      return true;
    }
    wrongLanguage++;
    unknownLanguage += row.language().isEmpty() ? 1 : 0;
    return false;
  }

  private Optional<T> sized(T row) {
    if (!options.filter().isByDuration()) {
      return Optional.of(row);
    }
    Optional<T> known =
        row.durationSeconds().isPresent() ? Optional.of(row) : lengths.withDuration(row);
    Optional<T> fitting =
        known.filter(complete -> options.filter().allows(complete.durationSeconds().orElseThrow()));
    wrongLength += known.isPresent() && fitting.isEmpty() ? 1 : 0;
    return fitting;
  }
}
