package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;

/**
 * A clip that the figures speak of.
 *
 * @param positions of the encoder that hold sound
 * @param tokens that the decoder was fed
 * @param text where it comes from
 */
public record HeardClip(String id, int positions, int tokens, TextSource text) {
  static HeardClip of(CalibrationClip clip) {
    return new HeardClip(clip.id(), clip.positions(), clip.inputs().length, clip.source());
  }
}
