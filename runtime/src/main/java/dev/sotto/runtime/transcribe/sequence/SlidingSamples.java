package dev.sotto.runtime.transcribe.sequence;

import dev.sotto.runtime.audio.SampleReader;
import java.util.Arrays;

/** The samples of a window that slides along a recording; never more than the window holds. */
final class SlidingSamples {
  private final SampleReader recording;
  private final float[] window;
  private int count;
  private long from;

  /**
   * @param size of the window
   */
  SlidingSamples(SampleReader recording, int size) {
    this.recording = recording;
    this.window = new float[size];
  }

  /** Reads on until the window is full or the recording ends; gives how many samples it holds. */
  int fill() {
    float[] more = recording.next(window.length - count);
    System.arraycopy(more, 0, window, count, more.length);
    count += more.length;
    return count;
  }

  /** Moves the window on, however far. */
  void advance(long samples) {
    int held = (int) Math.min(samples, count);
    System.arraycopy(window, held, window, 0, count - held);
    count -= held;
    from += samples;
    long left = samples - held;
    while (left > 0) {
      int passed = recording.next((int) Math.min(left, window.length)).length;
      if (passed == 0) {
        break;
      }
      left -= passed;
    }
  }

  /** Where in the recording the window begins. */
  long from() {
    return from;
  }

  /** What the window holds. */
  float[] samples() {
    return Arrays.copyOf(window, count);
  }
}
