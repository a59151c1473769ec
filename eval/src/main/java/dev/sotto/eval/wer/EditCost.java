package dev.sotto.eval.wer;

import java.util.Arrays;

/**
 * The cost of the best alignment of two sequences of symbols: fewest edits, then most hits.
 *
 * <p>Both in one number: an edit costs {@code E}, a hit -1, with {@code E} above any number of
 * hits. R and H are the lengths of reference and hypothesis; from the number of edits e and of hits
 * h follow the rest, since R = h + s + d, H = h + s + i and e = s + d + i.
 */
final class EditCost {
  private static final int FIRST_BAND = 32;
  private static final long UNREACHABLE = Long.MAX_VALUE / 2;

  private final long edit;

  EditCost(int referenceLength, int hypothesisLength) {
    this.edit = 1L + Math.min(referenceLength, hypothesisLength);
  }

  /** The counts of the best alignment, in memory proportional to H. */
  static EditCounts counts(int[] reference, int[] hypothesis) {
    int shorter = Math.min(reference.length, hypothesis.length);
    int start = 0;
    while (start < shorter && reference[start] == hypothesis[start]) {
      start++;
    }
    int ending = 0;
    while (ending < shorter - start
        && reference[reference.length - 1 - ending] == hypothesis[hypothesis.length - 1 - ending]) {
      ending++;
    }
    int[] r = Arrays.copyOfRange(reference, start, reference.length - ending);
    int[] h = Arrays.copyOfRange(hypothesis, start, hypothesis.length - ending);
    EditCost cost = new EditCost(r.length, h.length);
    return cost.split(cost.banded(r, h), r.length, h.length)
        .plus(new EditCounts(start + ending, 0, 0, 0));
  }

  /**
   * Ukkonen's band: an alignment of e edits never leaves the diagonal by more than e, so a result
   * of at most the band's width is the result.
   */
  private long banded(int[] reference, int[] hypothesis) {
    int longest = Math.max(reference.length, hypothesis.length);
    long band = Math.max(FIRST_BAND, Math.abs(reference.length - hypothesis.length));
    while (true) {
      long cost = lastRow(reference, hypothesis, (int) Math.min(band, longest))[hypothesis.length];
      if (band >= longest || edits(cost) <= band) {
        return cost;
      }
      band *= 2;
    }
  }

  /**
   * The costs of aligning the whole reference with each beginning of the hypothesis: {@code [H +
   * 1]}, right where at most {@code band} off the diagonal.
   */
  long[] lastRow(int[] reference, int[] hypothesis, int band) {
    long[] row = new long[hypothesis.length + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j <= band ? j * edit : UNREACHABLE;
    }
    for (int i = 1; i <= reference.length; i++) {
      int first = Math.max(1, i - band);
      int last = (int) Math.min(hypothesis.length, (long) i + band);
      long diagonal = row[first - 1];
      row[first - 1] = i <= band ? i * edit : UNREACHABLE;
      nextRow(row, reference[i - 1], hypothesis, diagonal, first, last);
    }
    return row;
  }

  private void nextRow(
      long[] row, int symbol, int[] hypothesis, long diagonalOfFirst, int first, int last) {
    long diagonal = diagonalOfFirst;
    long left = row[first - 1];
    for (int j = first; j <= last; j++) {
      long above = row[j];
      long across = diagonal + (symbol == hypothesis[j - 1] ? -1 : edit);
      left = Math.min(across, Math.min(above, left) + edit);
      row[j] = left;
      diagonal = above;
    }
  }

  private long edits(long cost) {
    return Math.floorDiv(cost + edit - 1, edit);
  }

  private EditCounts split(long cost, long referenceLength, long hypothesisLength) {
    long edits = edits(cost);
    long hits = edits * edit - cost;
    long substitutions = referenceLength + hypothesisLength - 2 * hits - edits;
    return new EditCounts(
        hits,
        substitutions,
        referenceLength - hits - substitutions,
        hypothesisLength - hits - substitutions);
  }
}
