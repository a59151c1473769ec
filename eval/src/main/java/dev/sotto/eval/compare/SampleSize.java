package dev.sotto.eval.compare;

import java.util.OptionalLong;

/**
 * How many utterances are enough to tell two rates apart; the formula and its sources stand in the
 * description of this package.
 */
public final class SampleSize {
  /** Of fewer the bootstrap is not as right as its confidence says. */
  private static final long FEWEST = 50;

  /** Beyond this nobody records speech. */
  private static final long MOST = 1_000_000_000_000L;

  private final BoundCorrection correction;
  private final double z;

  /**
   * @param confidence of the bounds
   * @param power probability with which the verdict is to be reached
   */
  public SampleSize(double confidence, double power) {
    this.correction = new BoundCorrection(confidence);
    this.z = Normal.quantile(power);
  }

  /**
   * Utterances like those compared that are enough if the increase truly is {@code trueIncrease}:
   * to show that it is not above the margin, or that it is, whichever holds.
   *
   * @return empty if no number is enough, because the increase lies at the margin
   */
  public OptionalLong enough(WerIncrease pilot, double margin, double trueIncrease) {
    double distance = Math.abs(margin - trueIncrease);
    if (!reaches(MOST, pilot, distance)) {
      return OptionalLong.empty();
    }
    long tooFew = FEWEST - 1;
    long enough = MOST;
    while (enough - tooFew > 1) {
      long middle = (tooFew + enough) / 2;
      if (reaches(middle, pilot, distance)) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return OptionalLong.of(roundedUp(enough));
  }

  private boolean reaches(long utterances, WerIncrease pilot, double distance) {
    double calm = 1 / Math.sqrt(2 * (pilot.utterances() - 1.0));
    double deviation = pilot.deviation() * (1 + z * calm);
    double standardError = deviation / Math.sqrt((double) utterances);
    double bound =
        Math.max(
            correction.unseen(utterances, pilot.unitsPerUtterance()),
            correction.stretch(utterances) * correction.z() * standardError);
    return bound + z * standardError <= distance;
  }

  /** To two digits, as an estimate has no more. */
  private static long roundedUp(long number) {
    long unit = 1;
    while (number / unit >= 100) {
      unit *= 10;
    }
    return (number + unit - 1) / unit * unit;
  }
}
