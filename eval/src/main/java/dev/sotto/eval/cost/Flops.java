package dev.sotto.eval.cost;

/**
 * Floating-point operations of one window of speech at batch 1.
 *
 * @param standard the standard workload: the encoder once, the keys and values of cross-attention
 *     once, 4 prompt tokens, then 30 generated tokens, each with what the cache then holds
 * @param encoder the encoder on one window
 * @param crossKeyValue the products that make cross-attention's keys and values of the encoder's
 *     output, which the first call of the decoder does once for a window
 * @param prefill the rest of that first call, on 4 prompt tokens
 * @param perToken the mean over the 30 generated tokens, which feed back one token each while the
 *     cache grows from 4 to 33
 */
public record Flops(long standard, long encoder, long crossKeyValue, long prefill, long perToken) {
  public static final Flops NONE = new Flops(0, 0, 0, 0, 0);

  public Flops {
    if (Math.min(Math.min(standard, encoder), Math.min(Math.min(crossKeyValue, prefill), perToken))
        < 0) {
      throw new IllegalArgumentException("expected numbers of operations from 0");
    }
  }

  public Flops plus(Flops other) {
    return new Flops(
        standard + other.standard,
        encoder + other.encoder,
        crossKeyValue + other.crossKeyValue,
        prefill + other.prefill,
        perToken + other.perToken);
  }

  public Flops times(long count) {
    return new Flops(
        count * standard,
        count * encoder,
        count * crossKeyValue,
        count * prefill,
        count * perToken);
  }
}
