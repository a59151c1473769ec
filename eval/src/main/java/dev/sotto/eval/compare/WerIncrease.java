package dev.sotto.eval.compare;

import dev.sotto.eval.wer.Measure;

/**
 * By how much the candidate's error rate lies above the baseline's; all rates are fractions.
 *
 * @param baseline error rate of the baseline's corpus
 * @param candidate error rate of the candidate's corpus
 * @param bounds of the increase
 * @param standardError standard deviation of the increase over the resamples
 * @param utterances in both
 * @param units words of the reference, or characters as the measure says
 * @param measure what the rates count
 * @param evidence what the pairs say whatever the margin
 */
public record WerIncrease(
    double baseline,
    double candidate,
    Bounds bounds,
    double standardError,
    int utterances,
    long units,
    Measure measure,
    PairedEvidence evidence) {

  /** Of an increase, each one-sided and with that confidence. */
  public record Bounds(double low, double high, double confidence) {}

  public double observed() {
    return candidate - baseline;
  }

  /** Standard deviation of what one utterance adds, so that its error shrinks as 1 / sqrt(n). */
  double deviation() {
    // The resamples' variance is that of n utterances around their own mean: too small by (n - 1) /
    // n.
    return standardError * utterances / Math.sqrt(utterances - 1.0);
  }

  double unitsPerUtterance() {
    return (double) units / utterances;
  }
}
