package dev.sotto.compressor.calibrate;

import dev.sotto.compressor.calibrate.Probe.Rows;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Wants values of a model over all clips, to make one result of them.
 *
 * @param <R> the result
 */
public interface Listener<R> {
  /** The values that it is to be given together, of one file; at least one. */
  List<Probe> probes();

  /**
   * Bytes that it holds in the end, beside the values of the clip that is heard.
   *
   * @param rows how many there are of a kind in all clips together, without those that are masked
   */
  long bytes(ToLongFunction<Rows> rows);

  /** Begins; called when its turn has come, so that what others gathered may be gone. */
  Gathering<R> start();

  /** What comes together clip by clip. */
  interface Gathering<R> {
    /**
     * Adds a clip.
     *
     * @param values of the probes, in their order, each row-major; only the first {@link
     *     CalibrationClip#rows} of each count, those behind are masked
     * @throws dev.sotto.models.SottoException if a value cannot be used
     */
    void add(CalibrationClip clip, List<float[]> values);

    /** The result, after the last clip. */
    R result();
  }
}
