package dev.sotto.compressor.compress;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tries budgets, or bounds, on one model. All share their stages: the dense model is evaluated and
 * listened to once, and what was tried before is not tried again.
 *
 * @param requests what to compress, and how, for one
 * @param <A> what is asked for
 */
public record Probes<A>(
    Function<A, CompressionRequest> requests, Stages stages, Progress progress) {

  /**
   * Tries one.
   *
   * @throws SottoException as {@link Compression#find} does, unless a check said no
   */
  public Probe<A> probe(A asked) {
    try {
      return new Probe<>(asked, Optional.of(compression(asked).find()), "");
    } catch (SottoException e) {
      if (e.code() != SottoException.Code.CHECK_FAILED) {
        throw e;
      }
      return new Probe<>(asked, Optional.empty(), e.getMessage());
    }
  }

  /** The compression that is asked for. */
  public Compression compression(A asked) {
    return new Compression(requests.apply(asked), stages, progress.of(asked.toString()));
  }
}
