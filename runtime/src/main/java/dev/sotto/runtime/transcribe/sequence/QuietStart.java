package dev.sotto.runtime.transcribe.sequence;

/**
 * How much at the beginning of some sound nobody can have spoken in: the part before the first 20
 * ms above {@value #LOUD_DECIBELS} dB of full scale, less a tenth of a second, if it is a second or
 * more. Speech is 20 dB louder even where it was recorded softly; sound of a microphone that nobody
 * speaks into is often not below that, and is heard.
 */
final class QuietStart {
  static final int LOUD_DECIBELS = -60;
  private static final int FRAME = 320;
  private static final int MARGIN = 1_600;
  private static final int LEAST = 16_000;
  private static final double LOUD = Math.pow(10, LOUD_DECIBELS / 10.0);

  private QuietStart() {}

  /**
   * Samples that may be skipped; 0 if they are too few.
   *
   * @param last whether nothing follows {@code samples}, which then are skipped to their end if all
   *     are quiet
   */
  static int of(float[] samples, boolean last) {
    int quiet = quiet(samples);
    boolean all = last && quiet == samples.length;
    int skipped = all ? quiet : Math.max(0, quiet - MARGIN);
    return all || skipped >= LEAST ? skipped : 0;
  }

  private static int quiet(float[] samples) {
    int count = samples.length;
    for (int from = 0; from < count; from += FRAME) {
      int to = Math.min(from + FRAME, count);
      double energy = 0;
      for (int i = from; i < to; i++) {
        energy += (double) samples[i] * samples[i];
      }
      if (energy > LOUD * (to - from)) {
        return from;
      }
    }
    return count;
  }
}
