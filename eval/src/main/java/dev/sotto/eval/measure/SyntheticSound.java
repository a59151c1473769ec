package dev.sotto.eval.measure;

import dev.sotto.runtime.audio.AudioReader;

/** Sound for measuring where no recording is given. */
final class SyntheticSound {
  private static final double LOWEST_HERTZ = 100;
  private static final double HIGHEST_HERTZ = 4_000;

  private SyntheticSound() {}

  /** A rising tone: every frame of it takes the full work of the log-mel spectrogram. */
  static float[] risingTone(int samples) {
    float[] sound = new float[samples];
    double phase = 0;
    for (int i = 0; i < samples; i++) {
      double hertz = LOWEST_HERTZ + (HIGHEST_HERTZ - LOWEST_HERTZ) * i / samples;
      phase += 2 * Math.PI * hertz / AudioReader.SAMPLE_RATE;
      sound[i] = (float) (0.5 * Math.sin(phase));
    }
    return sound;
  }
}
