package dev.sotto.compressor.compress;

import dev.sotto.compressor.search.Budget;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tries budgets on one model. All share their stages: the dense model is evaluated and listened to
 * once, and a budget that was tried before is not tried again.
 *
 * @param requests what to compress, and how, for a budget
 */
public record Probes(
    Function<Budget, CompressionRequest> requests, Stages stages, Progress progress) {

  /**
   * Tries a budget.
   *
   * @throws SottoException as {@link Compression#find} does, unless a check said no
   */
  public Probe probe(Budget budget) {
    try {
      return new Probe(budget, Optional.of(compression(budget).find()), "");
    } catch (SottoException e) {
      if (e.code() != SottoException.Code.CHECK_FAILED) {
        throw e;
      }
      return new Probe(budget, Optional.empty(), e.getMessage());
    }
  }

  /** The compression that a budget asks for. */
  public Compression compression(Budget budget) {
    return new Compression(requests.apply(budget), stages, progress.of(budget.toString()));
  }
}
