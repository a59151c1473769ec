package dev.sotto.eval.gate;

import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.models.SottoException;
import java.util.Objects;
import java.util.Optional;

/**
 * How a gate decides on the word error rate.
 *
 * @param maxWerIncrease a fraction; below 0 if the candidate must be better
 * @param confidence of each bound, one-sided
 * @param power for which to say how many utterances are enough
 * @param undecided what to do where there is too little data to say
 * @param normalizer by which to score both; empty for that of the results
 */
public record GateSettings(
    double maxWerIncrease,
    double confidence,
    double power,
    Bootstrap bootstrap,
    Undecided undecided,
    Optional<TextNormalizer> normalizer) {
  private static final double LEAST_PROBABILITY = 0.5;
  private static final double MOST_PROBABILITY = 0.9999;

  /** Fewer lie beyond a bound and it depends on the seed. */
  private static final int LEAST_BEYOND = 20;

  public GateSettings {
    Objects.requireNonNull(bootstrap);
    Objects.requireNonNull(undecided);
    Objects.requireNonNull(normalizer);
    if (!(Math.abs(maxWerIncrease) <= 1)) {
      throw usage("a WER increase from -100 to 100 points", 100 * maxWerIncrease);
    }
    checkProbability("a confidence", confidence);
    checkProbability("a power", power);
    if (bootstrap.resamples() * (1 - confidence) < LEAST_BEYOND) {
      long least = Math.round(Math.ceil(LEAST_BEYOND / (1 - confidence)));
      throw usage(
          "at least " + least + " resamples for a confidence of " + confidence,
          bootstrap.resamples());
    }
  }

  /** Half a point, 95 %, 80 %, 10,000 resamples with seed 1; too little data fails. */
  public static GateSettings defaults() {
    return new GateSettings(
        0.005, 0.95, 0.8, new Bootstrap(10_000, 1), Undecided.FAIL, Optional.empty());
  }

  /** With another margin, a fraction. */
  public GateSettings withMaxWerIncrease(double other) {
    return new GateSettings(other, confidence, power, bootstrap, undecided, normalizer);
  }

  public GateSettings withConfidence(double other) {
    return new GateSettings(maxWerIncrease, other, power, bootstrap, undecided, normalizer);
  }

  public GateSettings withPower(double other) {
    return new GateSettings(maxWerIncrease, confidence, other, bootstrap, undecided, normalizer);
  }

  public GateSettings withBootstrap(Bootstrap other) {
    return new GateSettings(maxWerIncrease, confidence, power, other, undecided, normalizer);
  }

  public GateSettings withUndecided(Undecided other) {
    return new GateSettings(maxWerIncrease, confidence, power, bootstrap, other, normalizer);
  }

  public GateSettings withNormalizer(TextNormalizer other) {
    return new GateSettings(
        maxWerIncrease, confidence, power, bootstrap, undecided, Optional.of(other));
  }

  WerCheck werCheck() {
    return new WerCheck(maxWerIncrease, confidence, power, bootstrap);
  }

  private static void checkProbability(String name, double found) {
    if (!(found > LEAST_PROBABILITY && found <= MOST_PROBABILITY)) {
      throw usage(name + " above " + LEAST_PROBABILITY + " and at most " + MOST_PROBABILITY, found);
    }
  }

  private static SottoException usage(String expected, double found) {
    return SottoException.usage("expected " + expected + ", found " + found);
  }
}
