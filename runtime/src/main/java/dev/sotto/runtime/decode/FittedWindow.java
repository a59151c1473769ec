package dev.sotto.runtime.decode;

import dev.sotto.models.whisper.AudioContext;
import dev.sotto.runtime.features.LogMel;

/**
 * How long the windows are that an encoder is given.
 *
 * <p>Untuned, an encoder hears as well in a window cut behind the speech, but a decoder that does
 * not see the silence behind does not stop. So the encoder works through the sound and a margin,
 * and the states of a window of silence, which are computed once, stand for the rest. A model that
 * was trained for it needs no rest.
 *
 * @param fitted whether windows are as long as the sound in them
 * @param margin seconds of silence behind the sound
 * @param filled whether states of silence follow those of the window, up to a whole one
 */
public record FittedWindow(boolean fitted, double margin, boolean filled) {
  /** Always a whole window. */
  public static final FittedWindow WHOLE = new FittedWindow(false, 0, false);

  /** With less, sounds at the end are lost; see docs/figures.md. */
  public static final double UNTUNED_MARGIN = 1;

  private static final int FRAMES_PER_SECOND = 100;

  /** Filled up, windows of any lengths make a batch, and each may be as short as it is. */
  private static final int FILLED_STEP = 10;

  /** Else only those of one length do. */
  private static final int STEP = FRAMES_PER_SECOND;

  /** What a model with {@code context} is given. */
  public static FittedWindow of(AudioContext context, ContextChoice choice) {
    return choice.fitted() && context.flexible()
        ? new FittedWindow(
            true,
            choice.margin().orElse(context.margin().orElse(UNTUNED_MARGIN)),
            context.margin().isEmpty())
        : WHOLE;
  }

  /**
   * Mel frames of the window for a sound.
   *
   * @param samples of the sound, at 16 kHz
   * @param most those of a whole window
   */
  public int frames(int samples, int most) {
    if (!fitted) {
      return most;
    }
    int step = filled ? FILLED_STEP : STEP;
    double needed = (double) samples / LogMel.HOP_SAMPLES + margin * FRAMES_PER_SECOND;
    return (int) Math.min(most, Math.max(1, Math.ceil(needed / step)) * step);
  }
}
