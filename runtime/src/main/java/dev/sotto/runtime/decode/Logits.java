package dev.sotto.runtime.decode;

import java.nio.FloatBuffer;

/**
 * The logits [B, T, V] of one decoder call, in the runner's memory: valid until the runner's next
 * call, and copied out row by row, since most rows are never looked at.
 */
public final class Logits {
  private final FloatBuffer values;
  private final int tokens;
  private final int vocabulary;

  /**
   * @param values of which the first {@code B * T * V} count, row-major
   * @param tokens T
   * @param vocabulary V
   */
  public Logits(FloatBuffer values, int tokens, int vocabulary) {
    this.values = values;
    this.tokens = tokens;
    this.vocabulary = vocabulary;
  }

  /** Positions in this call, the prompt's length or one. */
  public int tokens() {
    return tokens;
  }

  /** Copies the logits [V] after the token at {@code position} of utterance {@code item}. */
  public void read(int item, int position, float[] row) {
    values.get((item * tokens + position) * vocabulary, row, 0, vocabulary);
  }

  /** As {@link #read}, into a new array. */
  public float[] row(int item, int position) {
    float[] row = new float[vocabulary];
    read(item, position, row);
    return row;
  }
}
