package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Has failures of work on a temporary folder name the one that a user knows. */
public final class ShownPath {
  private ShownPath() {}

  /**
   * Does {@code work}.
   *
   * @param used where the files lie meanwhile
   * @param shown what they are, or will be, to the user
   * @throws SottoException as {@code work} does, with {@code shown} wherever it says {@code used}
   */
  public static <T> T of(Path used, Path shown, Supplier<T> work) {
    try {
      return work.get();
    } catch (SottoException e) {
      throw new SottoException(
          e.code(), e.getMessage().replace(used.toString(), shown.toString()), e);
    }
  }

  /** As {@link #of}, for work that gives nothing. */
  public static void during(Path used, Path shown, Runnable work) {
    of(
        used,
        shown,
        () -> {
          work.run();
          return null;
        });
  }
}
