package dev.sotto.compressor.train.proximal;

import dev.sotto.models.whisper.Block;

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

  public double l1(Block.Stack stack) {
    return stack == Block.Stack.ENCODER ? l1Encoder : l1Decoder;
  }

  public double group(Block.Stack stack) {
    return stack == Block.Stack.ENCODER ? groupEncoder : groupDecoder;
  }
}
