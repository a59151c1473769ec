package dev.sotto.compressor.cli.training;

import dev.sotto.compressor.train.magnitude.MagnitudePruning;
import dev.sotto.compressor.train.magnitude.MagnitudePruning.Unit;
import dev.sotto.models.SottoException;
import dev.sotto.models.plan.HeadMode;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Iterative magnitude pruning with rewinding, the rival of what the penalty does. */
final class MagnitudeOptions {
  @Option(
      names = "--imp",
      paramLabel = "weights|groups",
      description =
          "Iterative magnitude pruning with rewinding, in place of drawing weights to zero: of single"
              + " weights, or of heads and units, which can be removed.")
  private Optional<Unit> unit = Optional.empty();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "With --imp, how often something is masked; all is trained anew (default: 5).")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--rewind",
      paramLabel = "N",
      description =
          "With --imp, the step to whose weights training goes back (default: a tenth of --steps).")
  private Optional<Integer> rewind = Optional.empty();

  private static final int ROUNDS = 5;
  private static final int EARLY = 10;

  Optional<Unit> unit() {
    return unit;
  }

  /**
   * What is masked.
   *
   * @param share in the end
   * @param steps of each training
   * @throws SottoException if the options contradict each other
   */
  MagnitudePruning pruning(double share, int steps, HeadMode heads) {
    if (unit.isEmpty()) {
      if (rounds.isPresent() || rewind.isPresent()) {
        throw SottoException.usage("--rounds and --rewind are about --imp, found none");
      }
      return MagnitudePruning.none();
    }
    if (share == 0) {
      throw SottoException.usage("--imp needs a share to mask; expected --sparsity, found none");
    }
    return new MagnitudePruning(
        unit.get(), share, rounds.orElse(ROUNDS), rewind.orElse(steps / EARLY), heads);
  }
}
