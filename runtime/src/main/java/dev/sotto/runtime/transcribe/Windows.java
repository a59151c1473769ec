package dev.sotto.runtime.transcribe;

import dev.sotto.runtime.features.LogMel;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts long audio into windows that the encoder can take.
 *
 * <p>Audio up to the limit is one window. Of longer audio, each window ends in the middle of the
 * quietest 100 ms (least energy, on a grid of 10 ms; of equals the last) within the last 5 s before
 * the limit, where a pause between words is most likely; the next begins there, so no sample is
 * left out or heard twice. A cut leaves at least 1 s for the window after it. For a model with
 * shorter windows the 5 s and the 1 s shrink to a quarter and an eighth of the limit.
 */
public final class Windows {
  public static final int SAMPLE_RATE = 16_000;

  private static final int SEARCHED_SAMPLES = 5 * SAMPLE_RATE;
  private static final int LEAST_REST_SAMPLES = SAMPLE_RATE;
  private static final int QUIET_SAMPLES = SAMPLE_RATE / 10;
  private static final int GRID_SAMPLES = LogMel.HOP_SAMPLES;

  private Windows() {}

  /** The samples {@code from} (inclusive) to {@code to} (exclusive). */
  public record Window(int from, int to) {
    public int length() {
      return to - from;
    }
  }

  /**
   * Windows of at most {@code limit} samples, in order, that cover {@code samples} exactly.
   *
   * @param limit the samples of the encoder's window
   */
  public static List<Window> of(float[] samples, int limit) {
    int searched = Math.min(SEARCHED_SAMPLES, limit / 4);
    int leastRest = Math.min(LEAST_REST_SAMPLES, limit / 8);
    List<Window> windows = new ArrayList<>();
    int from = 0;
    while (samples.length - from > limit) {
      int latest = Math.min(from + limit, samples.length - leastRest);
      int cut = quietest(samples, from + limit - searched, latest);
      windows.add(new Window(from, cut));
      from = cut;
    }
    windows.add(new Window(from, samples.length));
    return List.copyOf(windows);
  }

  private static int quietest(float[] samples, int earliest, int latest) {
    double least = Double.POSITIVE_INFINITY;
    int cut = latest;
    for (int at = earliest; at + QUIET_SAMPLES <= latest; at += GRID_SAMPLES) {
      double energy = 0;
      for (int i = at; i < at + QUIET_SAMPLES; i++) {
        energy += (double) samples[i] * samples[i];
      }
      if (energy <= least) {
        least = energy;
        cut = at + QUIET_SAMPLES / 2;
      }
    }
    return cut;
  }
}
