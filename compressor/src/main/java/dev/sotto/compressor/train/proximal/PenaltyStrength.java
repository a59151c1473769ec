package dev.sotto.compressor.train.proximal;

import dev.sotto.models.whisper.BlockId;

/**
 * How strongly the weights of each stack are drawn to zero, per unit of the mean loss: {@code
 * penalty = l1 * ||w||_1 + group * sum_g sqrt(p_g) * ||w_g||_2}.
 */
public record PenaltyStrength(
    double l1Encoder, double l1Decoder, double groupEncoder, double groupDecoder) {
  public PenaltyStrength {
    for (double strength : new double[] {l1Encoder, l1Decoder, groupEncoder, groupDecoder}) {
      if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("expected strengths from 0, received " + strength);
      }
    }
  }

  public double l1(BlockId.Stack stack) {
    return stack == BlockId.Stack.ENCODER ? l1Encoder : l1Decoder;
  }

  public double group(BlockId.Stack stack) {
    return stack == BlockId.Stack.ENCODER ? groupEncoder : groupDecoder;
  }
}
