package dev.sotto.compressor.train.data;

import dev.sotto.models.SottoException;
import java.util.List;

/**
 * How long the clips of a batch are made. Most batches are as short as their clips, which is what
 * makes training cheap; but weights that never met the silence of a whole window fail there, so
 * that a share of the batches is padded with it to the window that the export will be fed.
 *
 * @param least frames that every clip has: silence is added to shorter ones, and heard
 * @param window frames of the model's window
 * @param wholeShare share of the batches whose clips fill the window, from 0 to 1; these hold a
 *     quarter of the clips of the others, since memory and time grow with the frames
 * @param margins behind each clip
 */
public record ClipLengths(int least, int window, double wholeShare, Margins margins) {
  private static final int SMALLER = 4;

  public ClipLengths {
    SottoException.require(
        least >= 2 && window >= least, "from 2 to " + window + " frames for this model", least);
    SottoException.require(
        wholeShare >= 0 && wholeShare <= 1, "a share of whole windows from 0 to 1", wholeShare);
  }

  /** Without silence behind clips. */
  public ClipLengths(int least, int window, double wholeShare) {
    this(least, window, wholeShare, Margins.NONE);
  }

  /** The sounds of {@code batch}, number {@code number}, that are trained on. */
  public List<Sound> taken(List<Sound> batch, long number) {
    boolean smaller = isWhole(number) && least < window;
    return smaller ? batch.subList(0, (batch.size() + SMALLER - 1) / SMALLER) : batch;
  }

  /**
   * The frames of a clip whose sound takes {@code sounding}; even, as positions are pairs.
   *
   * @param draw from 0 to 1, of the silence behind it
   */
  int of(int sounding, long number, double draw) {
    int heard = sounding + margins.frames(draw);
    return isWhole(number) ? window : Math.min(window, Math.max(least, heard + heard % 2));
  }

  /** Spread evenly over the numbers. */
  private boolean isWhole(long number) {
    return (long) ((number + 1) * wholeShare) > (long) (number * wholeShare);
  }
}
