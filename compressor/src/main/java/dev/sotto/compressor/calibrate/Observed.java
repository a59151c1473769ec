package dev.sotto.compressor.calibrate;

import java.util.Optional;

/**
 * What a block's output projection reads, and what it had better give.
 *
 * @param inputs as the model computes them now
 * @param targets none if there is no model to be like
 */
public record Observed(InputMoments inputs, Optional<Targets> targets) {

  /** Outputs {@code t} that are wanted where the projection reads {@code x}; means over rows. */
  public static final class Targets {
    private final double[] mean;
    private final double[] cross;

    /**
     * @param mean {@code E[t]}, [D]
     * @param cross {@code E[t x^T]}, [D, n], row-major
     */
    public Targets(double[] mean, double[] cross) {
      this.mean = mean;
      this.cross = cross;
    }

    /** {@code E[t]}, [D]; not a copy. */
    public double[] mean() {
      return mean;
    }

    /** {@code E[t x^T]}, [D, n], row-major; not a copy. */
    public double[] cross() {
      return cross;
    }
  }
}
