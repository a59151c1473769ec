package dev.sotto.runtime.audio;

import java.math.BigInteger;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Changes the sample rate of a stream of samples with a polyphase FIR filter, sample for sample as
 * {@code scipy.signal.resample_poly(x, up, down)} does: {@code ceil(n*up/down)} outputs, zeros
 * beyond both ends, sums taken in double and rounded to float.
 *
 * <p>{@code y[m] = sum over k of x[k] * taps[half + m*down - k*up]}, where {@code up/down} is the
 * ratio of the rates in lowest terms and {@code taps} is {@link KaiserLowPass}.
 */
final class Resampler {
  private final int up;
  private final int down;
  private final int half;
  private final SampleList output;

  /** Taps that meet one output, zero-padded to the same number for every phase. */
  private final int tapsPerPhase;

  /** Shape [up, tapsPerPhase]; within a phase in the order of the samples they multiply. */
  private final double[] phases;

  /** Input that later outputs still need; {@code window[0]} is input {@code windowStart}. */
  private float[] window;

  private long windowStart;
  private int windowSize;
  private long received;
  private long produced;

  /** Resamples from one rate in Hz to another and appends to {@code output}. */
  Resampler(int fromRate, int toRate, SampleList output) {
    int divisor = BigInteger.valueOf(fromRate).gcd(BigInteger.valueOf(toRate)).intValueExact();
    this.up = toRate / divisor;
    this.down = fromRate / divisor;
    this.half = KaiserLowPass.halfLength(up, down);
    this.output = output;
    this.tapsPerPhase = 2 * half / up + 1;
    this.phases = up == down ? new double[0] : phases(KaiserLowPass.rightHalf(up, down));
    this.window = new float[tapsPerPhase];
    this.windowSize = tapsPerPhase - 1;
    this.windowStart = -windowSize;
  }

  private double[] phases(double[] rightHalf) {
    double[] bank = new double[up * tapsPerPhase];
    for (int tap = 0; tap <= 2 * half; tap++) {
      int phase = tap % up;
      bank[phase * tapsPerPhase + tapsPerPhase - 1 - tap / up] = rightHalf[Math.abs(tap - half)];
    }
    return bank;
  }

  /** Takes the next input samples. */
  void accept(FloatBuffer block) {
    if (up == down) {
      output.addAll(block);
      return;
    }
    int count = block.remaining();
    reserve(count);
    block.get(window, windowSize, count);
    windowSize += count;
    received += count;
    produceUpTo(Long.MAX_VALUE);
  }

  /** Ends the input: appends the outputs that reach beyond it. */
  void finish() {
    if (up == down) {
      return;
    }
    long total = (received * up + down - 1) / down;
    int zeros = half / up + 1;
    reserve(zeros);
    Arrays.fill(window, windowSize, windowSize + zeros, 0f);
    windowSize += zeros;
    produceUpTo(total);
  }

  private void produceUpTo(long total) {
    while (produced < total) {
      long centre = half + produced * down;
      long first = centre / up - (tapsPerPhase - 1);
      int at = (int) (first - windowStart);
      if (at + tapsPerPhase > windowSize) {
        break;
      }
      output.add((float) dot(at, (int) (centre % up) * tapsPerPhase));
      produced++;
    }
    dropConsumed();
  }

  private double dot(int at, int phase) {
    double sum = 0;
    for (int i = 0; i < tapsPerPhase; i++) {
      sum += window[at + i] * phases[phase + i];
    }
    return sum;
  }

  private void dropConsumed() {
    long first = (half + produced * down) / up - (tapsPerPhase - 1);
    int consumed = (int) Math.min(first - windowStart, windowSize);
    System.arraycopy(window, consumed, window, 0, windowSize - consumed);
    windowStart += consumed;
    windowSize -= consumed;
  }

  private void reserve(int count) {
    if (windowSize + count > window.length) {
      window = Arrays.copyOf(window, windowSize + count);
    }
  }
}
