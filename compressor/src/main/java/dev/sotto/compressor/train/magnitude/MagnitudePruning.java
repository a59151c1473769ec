package dev.sotto.compressor.train.magnitude;

import dev.sotto.models.SottoException;
import dev.sotto.models.plan.HeadMode;
import java.util.Locale;

/**
 * Iterative magnitude pruning (IMP) with rewinding, as J. Frankle et al. do it ("Linear Mode
 * Connectivity and the Lottery Ticket Hypothesis", 2020): train {@code N} steps; mask the share
 * {@code p} of the survivors with the least magnitude, over all layers at once; set the weights
 * back to those after the first {@code k} steps, times the mask; repeat. What is masked stays zero.
 * After {@code r} rounds {@code 1 - (1 - p)^r} is masked, so that {@code p = 1 - (1 - target)^(1 /
 * rounds)}.
 *
 * @param unit what is masked
 * @param target share that is masked in the end: of the weights of the layers' matrices, or of the
 *     layers' parameters where groups are masked; 0 for no pruning
 * @param rounds how often something is masked, {@code r}; training follows each
 * @param rewind {@code k}, the steps after which the early weights are kept
 * @param heads whether groups leave with as many heads of every attention of a stack
 */
public record MagnitudePruning(Unit unit, double target, int rounds, int rewind, HeadMode heads) {

  /** What is masked. */
  public enum Unit {
    /** Single weights, as in the paper; the graphs stay as large as they were. */
    WEIGHTS,
    /** Heads and units, by the root mean square of their weights, so that they can be removed. */
    GROUPS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public MagnitudePruning {
    SottoException.require(
        target >= 0 && target < 1, "a share to be masked from 0 % to below 100 %", target);
    SottoException.require(rounds >= 1 && rounds <= 1000, "1 to 1000 rounds", rounds);
    SottoException.require(rewind >= 0, "0 or more steps to rewind to", rewind);
  }

  /** No pruning. */
  public static MagnitudePruning none() {
    return new MagnitudePruning(Unit.WEIGHTS, 0, 1, 0, HeadMode.FREE);
  }

  /** Whether anything is to be masked. */
  public boolean wanted() {
    return target > 0;
  }

  /** {@code 1 - (1 - p)^round}: the share that is masked from the end of a round on. */
  double share(int round) {
    return round == rounds ? target : 1 - Math.pow(1 - target, (double) round / rounds);
  }

  /**
   * The steps of a run whose every training takes {@code steps}.
   *
   * @throws SottoException if the early weights would never be reached
   */
  public Rounds rounds(int steps) {
    if (!wanted()) {
      return new Rounds(steps, 0, 0);
    }
    SottoException.require(
        rewind < steps, "a --rewind below the " + steps + " steps of a training", rewind);
    return new Rounds(steps, rounds, rewind);
  }
}
