package dev.sotto.eval.compare;

import dev.sotto.eval.wer.WordErrorRate;
import java.util.Arrays;

/**
 * What pairs of utterances say without a margin.
 *
 * @param better utterances in which the candidate made fewer errors
 * @param worse those in which it made more
 * @param pValue two-sided probability of a difference as large where nothing changed: twice the
 *     smaller share of resamples that lie on the other side of zero, where one more is counted on
 *     either side since none of finitely many proves nothing (Davison and Hinkley, "Bootstrap
 *     Methods and their Application", 1997, section 4.2); at most 1
 */
public record PairedEvidence(int better, int worse, double pValue) {

  static PairedEvidence of(
      WordErrorRate baseline, WordErrorRate candidate, double[] increasesOfResamples) {
    int better = 0;
    int worse = 0;
    for (int i = 0; i < baseline.utterances().size(); i++) {
      long before = baseline.utterances().get(i).units().edits();
      long after = candidate.utterances().get(i).units().edits();
      better += after < before ? 1 : 0;
      worse += after > before ? 1 : 0;
    }
    long atMost = Arrays.stream(increasesOfResamples).filter(increase -> increase <= 0).count();
    long atLeast = Arrays.stream(increasesOfResamples).filter(increase -> increase >= 0).count();
    double oneSided = (Math.min(atMost, atLeast) + 1.0) / (increasesOfResamples.length + 1.0);
    return new PairedEvidence(better, worse, Math.min(1, 2 * oneSided));
  }
}
