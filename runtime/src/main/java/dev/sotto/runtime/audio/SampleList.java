package dev.sotto.runtime.audio;

import dev.sotto.models.SottoException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** Samples of one file as they arrive; grows with what is there, never with what a header says. */
final class SampleList {
  private static final int MAX_HOURS = 12;
  private static final int MAX_SAMPLES = MAX_HOURS * 3600 * AudioReader.SAMPLE_RATE;

  private final Path file;
  private float[] samples = new float[1 << 16];
  private int size;

  SampleList(Path file) {
    this.file = file;
  }

  int size() {
    return size;
  }

  void add(float sample) {
    reserve(1);
    samples[size++] = sample;
  }

  void addAll(FloatBuffer block) {
    int count = block.remaining();
    reserve(count);
    block.get(samples, size, count);
    size += count;
  }

  float[] toArray() {
    return Arrays.copyOf(samples, size);
  }

  /** Takes out the first {@code count} samples, or all that are there. */
  float[] take(int count) {
    float[] first = Arrays.copyOf(samples, Math.min(count, size));
    System.arraycopy(samples, first.length, samples, 0, size - first.length);
    size -= first.length;
    return first;
  }

  private void reserve(int count) {
    if (count <= samples.length - size) {
      return;
    }
    if (count > MAX_SAMPLES - size) {
      throw SottoException.badInput(
          file, "expected at most " + MAX_HOURS + " hours of audio, found more; split the file");
    }
    long doubled = Math.max(2L * samples.length, (long) size + count);
    samples = Arrays.copyOf(samples, (int) Math.min(doubled, MAX_SAMPLES));
  }
}
