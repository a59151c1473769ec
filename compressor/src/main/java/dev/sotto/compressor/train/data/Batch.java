package dev.sotto.compressor.train.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Clips that are trained on together.
 *
 * <p>Shapes: {@code B} clips, {@code M} mel bins, {@code F} frames, {@code T} tokens.
 *
 * @param batchFrames {@code F}
 * @param features of each clip [M, F], row-major
 * @param frames of each clip, with the silence that belongs to it; what lies beyond is padding
 * @param tokens of each clip: prompt, text, and the end token
 * @param promptLength tokens that are given, not learnt
 * @param filled whether states of silence follow each clip, up to the end of the model's window
 */
public record Batch(
    int melBins,
    int batchFrames,
    List<float[]> features,
    List<Integer> frames,
    List<int[]> tokens,
    int promptLength,
    boolean filled) {

  /** Of clips with nothing behind them. */
  public Batch(
      int melBins,
      int batchFrames,
      List<float[]> features,
      List<Integer> frames,
      List<int[]> tokens,
      int promptLength) {
    this(melBins, batchFrames, features, frames, tokens, promptLength, false);
  }

  public Batch {
    features = List.copyOf(features);
    frames = List.copyOf(frames);
    tokens = List.copyOf(tokens);
    if (frames.size() != tokens.size() || features.size() != tokens.size() || tokens.isEmpty()) {
      throw new IllegalArgumentException(
          "expected features and tokens of each clip, received those of %d, %d and %d"
              .formatted(features.size(), frames.size(), tokens.size()));
    }
    for (float[] clip : features) {
      if (clip.length != melBins * batchFrames) {
        throw new IllegalArgumentException(
            "expected %d x %d features, received %d".formatted(melBins, batchFrames, clip.length));
      }
    }
  }

  public int size() {
    return tokens.size();
  }

  /** [B, M, F], row-major. */
  public float[] stackedFeatures() {
    float[] stacked = new float[size() * melBins * batchFrames];
    for (int clip = 0; clip < size(); clip++) {
      float[] own = features.get(clip);
      System.arraycopy(own, 0, stacked, clip * own.length, own.length);
    }
    return stacked;
  }

  /** The longest input of the decoder: all tokens of a clip but the last, {@code T}. */
  public int inputLength() {
    return tokens.stream().mapToInt(clip -> clip.length - 1).max().orElse(0);
  }

  /** Decoder inputs [B, T], row-major; a shorter clip is filled up with its end token. */
  public long[] inputs() {
    int length = inputLength();
    long[] inputs = new long[size() * length];
    for (int clip = 0; clip < size(); clip++) {
      int[] said = tokens.get(clip);
      for (int t = 0; t < length; t++) {
        inputs[clip * length + t] = said[Math.min(t, said.length - 1)];
      }
    }
    return inputs;
  }

  /** Rows of [B*T] at which the next token is learnt: all that predict text or its end. */
  public long[] learntRows() {
    int length = inputLength();
    return LongStream.range(0, size())
        .flatMap(
            clip ->
                LongStream.range(promptLength - 1, tokens.get((int) clip).length - 1)
                    .map(t -> clip * length + t))
        .toArray();
  }

  /** The token that is right at each of {@link #learntRows}. */
  public long[] targets() {
    return tokens.stream()
        .flatMapToInt(said -> Arrays.stream(said, promptLength, said.length))
        .asLongStream()
        .toArray();
  }
}
