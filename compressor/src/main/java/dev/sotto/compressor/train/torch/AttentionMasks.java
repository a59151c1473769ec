package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is added to scores of attention, so that some positions are not read. */
final class AttentionMasks {
  /** Takes a position out of a softmax, and is finite, so that no row becomes 0/0. */
  private static final float MASKED = -1e9f;

  private AttentionMasks() {}

  /**
   * Hides what lies beyond each clip.
   *
   * @param frames of each clip
   * @param batchFrames {@code F}
   * @return [B, 1, 1, S], 0 or a large negative number; none if no clip is shorter
   */
  static Optional<NDArray> padding(List<Integer> frames, int batchFrames, NDManager manager) {
    int positions = positions(batchFrames);
    float[] mask = new float[frames.size() * positions];
    boolean any = false;
    for (int clip = 0; clip < frames.size(); clip++) {
      for (int position = positions(frames.get(clip)); position < positions; position++) {
        mask[clip * positions + position] = MASKED;
        any = true;
      }
    }
    return any
        ? Optional.of(manager.create(mask, new Shape(frames.size(), 1, 1, positions)))
        : Optional.empty();
  }

  /**
   * Hides what lies beyond each clip, and of the silence that follows what lies before its end.
   *
   * @param frames of each clip
   * @param batchFrames {@code F}
   * @param from position of the first state of silence, at most the end of each clip
   * @param states of silence, {@code R}
   * @return [B, 1, 1, S + R]
   */
  static NDArray filling(
      List<Integer> frames, int batchFrames, int from, int states, NDManager manager) {
    int own = positions(batchFrames);
    float[] mask = new float[frames.size() * (own + states)];
    for (int clip = 0; clip < frames.size(); clip++) {
      int end = positions(frames.get(clip));
      int row = clip * (own + states);
      Arrays.fill(mask, row + end, row + own, MASKED);
      Arrays.fill(mask, row + own, row + own + end - from, MASKED);
    }
    return manager.create(mask, new Shape(frames.size(), 1, 1, own + states));
  }

  /** Encoder positions of so many frames: the second convolution halves them. */
  static int positions(int frames) {
    return (frames + 1) / 2;
  }

  /** Hides from each of {@code length} tokens what follows it: [1, 1, T, T]. */
  static NDArray causal(long length, NDManager manager) {
    int size = Math.toIntExact(length);
    float[] mask = new float[size * size];
    for (int row = 0; row < size; row++) {
      for (int column = row + 1; column < size; column++) {
        mask[row * size + column] = MASKED;
      }
    }
    return manager.create(mask, new Shape(1, 1, size, size));
  }
}
