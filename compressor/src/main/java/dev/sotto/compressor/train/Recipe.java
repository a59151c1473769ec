package dev.sotto.compressor.train;

import dev.sotto.compressor.train.data.Amount;
import dev.sotto.compressor.train.data.Margins;
import dev.sotto.runtime.features.LogMel;

/**
 * How to train where nobody says it: by the size of the data and of the model. The numbers and
 * their reasons are a table in docs/training.md.
 *
 * @param steps of a training
 * @param batch clips of one pass
 * @param accumulation passes of a step
 * @param learningRate at its peak
 * @param frames that every clip has at least
 * @param wholeWindows share of the batches that fill the model's window
 * @param joined share of the batches whose clips are joined to longer sounds
 */
public record Recipe(
    int steps,
    int batch,
    int accumulation,
    double learningRate,
    int frames,
    double wholeWindows,
    double joined) {
  /** Looks without a better figure after which training ends: a quarter of all. */
  public static final int PATIENCE = 5;

  /** Share of the clips that is not trained on. */
  public static final double HELD_OUT = 0.1;

  /** Of silence behind clips, where a model learns to do without the rest of its window. */
  public static final Margins MARGINS = new Margins(0.5, 2, false);

  private static final int CLIPS_OF_A_STEP = 16;
  private static final int FRAMES = 160;
  private static final int LOOKS = 20;
  private static final int FEWEST_BETWEEN_LOOKS = 6;
  private static final double WHOLE_WINDOWS = 0.1;
  private static final double JOINED = 0.2;

  /** Clips that fill so much of a window are as good as whole ones. */
  private static final double NEARLY_WHOLE = 0.8;

  /**
   * The recipe for a model and its data.
   *
   * @param parameters of the model
   * @param windowFrames of the model, of 10 ms
   */
  public static Recipe of(Amount amount, long parameters, int windowFrames) {
    double window = (double) windowFrames * LogMel.HOP_SAMPLES / LogMel.SAMPLE_RATE;
    int batch = batch(Math.min(window, amount.longestSeconds()), parameters);
    return new Recipe(
        steps(amount.clips()),
        batch,
        CLIPS_OF_A_STEP / batch,
        learningRate(parameters),
        Math.min(FRAMES, windowFrames),
        amount.longestSeconds() < NEARLY_WHOLE * window ? WHOLE_WINDOWS : 0,
        JOINED);
  }

  /** With the repair, which is a third of it, about half an hour for tiny.en on two cores. */
  private static int steps(int clips) {
    return clips <= 100 ? 200 : clips <= 10_000 ? 300 : 1000;
  }

  /** Memory for activations grows with the length and with the model. */
  private static int batch(double seconds, long parameters) {
    int forLength = seconds <= 12 ? 1 : seconds <= 20 ? 2 : 4;
    int forModel =
        parameters <= 50_000_000
            ? 1
            : parameters <= 100_000_000 ? 2 : parameters <= 400_000_000 ? 4 : 8;
    return Math.max(1, CLIPS_OF_A_STEP / (forLength * forModel));
  }

  private static double learningRate(long parameters) {
    if (parameters <= 10_000_000) {
      return 5e-4;
    }
    if (parameters <= 50_000_000) {
      return 3.75e-5;
    }
    if (parameters <= 100_000_000) {
      return 2.5e-5;
    }
    if (parameters <= 400_000_000) {
      return 1.25e-5;
    }
    return parameters <= 1_000_000_000 ? 6.25e-6 : 4.375e-6;
  }

  /** Steps over which the learning rate rises: a tenth of all, and at most 100. */
  public static int warmup(int steps) {
    return Math.min(100, steps / 10);
  }

  /**
   * Steps between looks at clips that are not trained on: a twentieth of all, and no fewer than a
   * look is worth, which takes as long as a step or two.
   */
  public static int validateEvery(int steps) {
    return Math.min(Math.max(1, steps), Math.max(FEWEST_BETWEEN_LOOKS, steps / LOOKS));
  }
}
