package dev.sotto.compressor.train;

import dev.sotto.compressor.train.proximal.PenaltyForm;
import dev.sotto.compressor.train.proximal.PenaltyStrength;
import dev.sotto.models.SottoException;
import dev.sotto.models.plan.HeadMode;

/**
 * What draws weights to zero: {@code l1 * |w|_1 + group * sum over g of sqrt(p_g) * |w_g|_2}, with
 * strengths of their own for the encoder and the decoder; or a target, for which the strengths are
 * found as training goes (see {@link GroupSchedule}).
 *
 * @param target share of the parameters of all layers that is to be in groups of zeros at the end;
 *     0 for the strengths as they are given
 * @param heads whether a target takes as many heads of every attention of a stack
 */
public record Penalty(
    PenaltyForm form,
    double l1Encoder,
    double l1Decoder,
    double groupEncoder,
    double groupDecoder,
    double target,
    HeadMode heads) {

  public Penalty {
    for (double strength : new double[] {l1Encoder, l1Decoder, groupEncoder, groupDecoder}) {
      if (!(strength >= 0 && Double.isFinite(strength))) {
        throw new SottoException(
            SottoException.Code.USAGE,
            "expected penalty strengths of 0 or more, found " + strength);
      }
    }
    if (!(target >= 0 && target < 1)) {
      throw new SottoException(
          SottoException.Code.USAGE, "expected a target from 0 % to below 100 %, found " + target);
    }
    if (target > 0 && form != PenaltyForm.PROXIMAL) {
      throw new SottoException(
          SottoException.Code.USAGE,
          "a target needs the proximal form, which alone makes groups exactly zero");
    }
  }

  public static Penalty none() {
    return new Penalty(PenaltyForm.PROXIMAL, 0, 0, 0, 0, 0, HeadMode.FREE);
  }

  public static Penalty towards(double target, HeadMode heads) {
    return new Penalty(PenaltyForm.PROXIMAL, 0, 0, 0, 0, target, heads);
  }

  PenaltyStrength strength() {
    return new PenaltyStrength(l1Encoder, l1Decoder, groupEncoder, groupDecoder);
  }

  /** Whether strengths are given. */
  boolean isWeighted() {
    return l1Encoder + l1Decoder + groupEncoder + groupDecoder > 0;
  }
}
