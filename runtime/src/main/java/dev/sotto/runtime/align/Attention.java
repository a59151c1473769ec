package dev.sotto.runtime.align;

import java.util.Arrays;
import java.util.List;

/**
 * Where some heads of the decoder looked: of each head the share of its attention that each token
 * gives each position, {@code [T, S]}. From these follows when a token was said, as OpenAI's {@code
 * find_alignment} has it: each head's shares are taken over the positions with sound, each position
 * is brought to a mean of 0 and a deviation of 1 over all tokens, smoothed by a median, and the
 * heads are averaged.
 */
final class Attention {
  /** Positions that the median is taken over. */
  private static final int MEDIAN = 7;

  private Attention() {}

  /**
   * How little each token looked at each position.
   *
   * @param heads of each, [T, S] by rows
   * @param positions with sound, the first of {@code S}
   * @return [T, positions]
   */
  static double[][] costs(List<double[][]> heads, int positions) {
    int tokens = heads.get(0).length;
    double[][] costs = new double[tokens][positions];
    for (double[][] head : heads) {
      double[][] shares = shares(head, positions);
      standardise(shares);
      for (int token = 0; token < tokens; token++) {
        double[] smooth = median(shares[token]);
        for (int position = 0; position < positions; position++) {
          costs[token][position] -= smooth[position] / heads.size();
        }
      }
    }
    return costs;
  }

  /** Attention to the first positions alone, which sums up to 1 again. */
  private static double[][] shares(double[][] head, int positions) {
    double[][] shares = new double[head.length][];
    for (int token = 0; token < head.length; token++) {
      shares[token] = Arrays.copyOf(head[token], positions);
      double sum = Arrays.stream(shares[token]).sum();
      for (int position = 0; position < positions; position++) {
        shares[token][position] = sum > 0 ? shares[token][position] / sum : 1.0 / positions;
      }
    }
    return shares;
  }

  /** Of each position, over all tokens. */
  private static void standardise(double[][] shares) {
    for (int position = 0; position < shares[0].length; position++) {
      double mean = 0;
      double squares = 0;
      for (double[] token : shares) {
        mean += token[position] / shares.length;
        squares += token[position] * token[position] / shares.length;
      }
      double deviation = Math.sqrt(Math.max(0, squares - mean * mean));
      for (double[] token : shares) {
        token[position] = deviation > 0 ? (token[position] - mean) / deviation : 0;
      }
    }
  }

  /** The median around each value; the ends are mirrored. */
  static double[] median(double... values) {
    int half = MEDIAN / 2;
    if (values.length <= half) {
      return values.clone();
    }
    double[] smooth = new double[values.length];
    double[] window = new double[MEDIAN];
    for (int at = 0; at < values.length; at++) {
      for (int offset = -half; offset <= half; offset++) {
        int index = Math.abs(at + offset);
        int last = values.length - 1;
        window[offset + half] = values[index > last ? 2 * last - index : index];
      }
      Arrays.sort(window);
      smooth[at] = window[half];
    }
    return smooth;
  }
}
