package dev.sotto.compressor.train;

import dev.sotto.compressor.train.proximal.PenaltyForm;
import dev.sotto.models.SottoException;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.whisper.BlockId.Stack;

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
      SottoException.require(
          strength >= 0 && Double.isFinite(strength), "penalty strengths of 0 or more", strength);
    }
    SottoException.require(target >= 0 && target < 1, "a target from 0 % to below 100 %", target);
    if (target > 0 && form != PenaltyForm.PROXIMAL) {
      throw SottoException.usage(
          "a target needs the proximal form, which alone makes groups exactly zero");
    }
  }

  public static Penalty none() {
    return new Penalty(PenaltyForm.PROXIMAL, 0, 0, 0, 0, 0, HeadMode.FREE);
  }

  public static Penalty towards(double target, HeadMode heads) {
    return new Penalty(PenaltyForm.PROXIMAL, 0, 0, 0, 0, target, heads);
  }

  double l1(Stack stack) {
    return stack == Stack.ENCODER ? l1Encoder : l1Decoder;
  }

  double group(Stack stack) {
    return stack == Stack.ENCODER ? groupEncoder : groupDecoder;
  }

  /** Whether strengths are given. */
  boolean isWeighted() {
    return l1Encoder + l1Decoder + groupEncoder + groupDecoder > 0;
  }
}
