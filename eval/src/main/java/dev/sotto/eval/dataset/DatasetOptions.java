package dev.sotto.eval.dataset;

import java.util.Objects;

/**
 * How to read a data set.
 *
 * @param filter which rows to take
 * @param skipsBad whether to go on without the rows that cannot be used
 * @param readsClips whether every clip that is taken is read, so that damaged ones are reported
 *     together and before long work begins
 */
public record DatasetOptions(Filter filter, boolean skipsBad, boolean readsClips) {

  public DatasetOptions {
    Objects.requireNonNull(filter);
  }

  /** All rows, each of which must be good; clips are not read. */
  public static DatasetOptions defaults() {
    return new DatasetOptions(Filter.NONE, false, false);
  }

  public DatasetOptions readingClips() {
    return new DatasetOptions(filter, skipsBad, true);
  }
}
