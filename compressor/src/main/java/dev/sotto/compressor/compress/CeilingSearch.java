package dev.sotto.compressor.compress;

import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.LayerParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds how much may leave under a ceiling of the error rate: shares of the layers' parameters are
 * tried, doubled as long as they hold, then halved between the last that held and the first that
 * did not, down to {@value #STEP_PERCENT} %. An error rate need not rise with the share, so what is
 * found is a share that holds beside one, a step above, that does not.
 *
 * @param <T> what comes of a budget
 */
public final class CeilingSearch<T> {
  private static final double STEP_PERCENT = 2.5;

  /** Shares in steps: from 10 % on, to what leaves next to nothing. */
  private static final int FIRST = 4;

  private static final int LARGEST = 38;

  private final Function<Budget, T> probing;
  private final Predicate<T> under;
  private final List<T> tried = new ArrayList<>();

  /**
   * @param probing tries a budget
   * @param under whether what came of it is below the ceiling
   */
  public CeilingSearch(Function<Budget, T> probing, Predicate<T> under) {
    this.probing = probing;
    this.under = under;
  }

  /** What came of the largest share that holds; empty if none does. */
  public Optional<T> search() {
    Optional<T> best = Optional.empty();
    int holds = 0;
    int fails = LARGEST + 1;
    int next = FIRST;
    while (fails - holds > 1) {
      T probe = probing.apply(budget(next));
      tried.add(probe);
      if (under.test(probe)) {
        holds = next;
        best = Optional.of(probe);
      } else {
        fails = next;
      }
      boolean bracketed = fails <= LARGEST;
      next = bracketed ? (holds + fails) / 2 : Math.min(2 * holds, LARGEST);
    }
    return best;
  }

  private static Budget budget(int steps) {
    return Budget.share(new LayerParameters(), steps * STEP_PERCENT / 100);
  }

  /** All that was tried, in its order. */
  public List<T> tried() {
    return List.copyOf(tried);
  }
}
