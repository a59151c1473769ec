package dev.sotto.eval.compare;

/**
 * What a one-sided bootstrap bound of few utterances lacks; the formulas and their sources stand in
 * the description of this package.
 */
final class BoundCorrection {
  private final double confidence;
  private final double z;

  /**
   * @param confidence of the bound, above 0.5
   */
  BoundCorrection(double confidence) {
    this.confidence = confidence;
    this.z = Normal.quantile(confidence);
  }

  /** How many standard errors a bound of many utterances lies away. */
  double z() {
    return z;
  }

  /** The factor on a bound's distance from what was observed, by Student's distribution. */
  double stretch(long utterances) {
    double freedom = utterances - 1.0;
    double cube = z * z * z;
    double t =
        z
            + (cube + z) / (4 * freedom)
            + (5 * cube * z * z + 16 * cube + 3 * z) / (96 * freedom * freedom);
    return t / z * Math.sqrt(utterances / freedom);
  }

  /**
   * The least distance of a bound from what was observed, by the rule of three, as a difference of
   * error rates.
   */
  double unseen(long utterances, double unitsPerUtterance) {
    // expm1 and log1p keep the digits of a share near 0.
    double share = -Math.expm1(Math.log1p(-confidence) / utterances);
    return share / unitsPerUtterance;
  }
}
