package dev.sotto.compressor.compress;

import dev.sotto.compressor.quantize.DivergenceLimit;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.LayerParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Finds how far one can go under a ceiling of the error rate: steps are doubled as long as they
 * hold, then halved between the last that held and the first that did not. An error rate need not
 * rise with the step, so what is found is one that holds beside the next, which does not.
 *
 * @param <T> what comes of a step
 */
public final class CeilingSearch<T> {
  private static final double STEP_PERCENT = 2.5;

  /** Shares from 10 % on, to what leaves next to nothing. */
  private static final Steps SHARES = new Steps(4, 38);

  private static final double LEAST_NATS = 0.0005;

  /** Bounds from 0.008 nats on, from half a thousandth to 4. */
  private static final Steps BOUNDS = new Steps(5, 14);

  private final IntFunction<T> probing;
  private final Predicate<T> under;
  private final Steps steps;
  private final List<T> tried = new ArrayList<>();

  /**
   * Steps from 1 to {@code largest}.
   *
   * @param first that is tried
   */
  private record Steps(int first, int largest) {}

  private CeilingSearch(IntFunction<T> probing, Predicate<T> under, Steps steps) {
    this.probing = probing;
    this.under = under;
    this.steps = steps;
  }

  /**
   * Over how much of the layers' parameters leaves, in steps of {@value #STEP_PERCENT} %.
   *
   * @param probing tries a budget
   * @param under whether what came of it is below the ceiling
   */
  public static <T> CeilingSearch<T> ofShares(Function<Budget, T> probing, Predicate<T> under) {
    return new CeilingSearch<>(
        step -> probing.apply(Budget.share(new LayerParameters(), step * STEP_PERCENT / 100)),
        under,
        SHARES);
  }

  /** Over how much number formats may change what is said, each step twice the one before. */
  public static <T> CeilingSearch<T> ofBounds(
      Function<DivergenceLimit, T> probing, Predicate<T> under) {
    return new CeilingSearch<>(
        step -> probing.apply(new DivergenceLimit(LEAST_NATS * (1 << (step - 1)))), under, BOUNDS);
  }

  /** What came of the largest step that holds; empty if none does. */
  public Optional<T> search() {
    Optional<T> best = Optional.empty();
    int holds = 0;
    int fails = steps.largest() + 1;
    int next = steps.first();
    while (fails - holds > 1) {
      T probe = probing.apply(next);
      tried.add(probe);
      if (under.test(probe)) {
        holds = next;
        best = Optional.of(probe);
      } else {
        fails = next;
      }
      boolean bracketed = fails <= steps.largest();
      next = bracketed ? (holds + fails) / 2 : Math.min(2 * holds, steps.largest());
    }
    return best;
  }

  /** All that was tried, in its order. */
  public List<T> tried() {
    return List.copyOf(tried);
  }
}
