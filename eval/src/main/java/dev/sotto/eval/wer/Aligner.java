package dev.sotto.eval.wer;

import dev.sotto.eval.wer.Edit.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds one best alignment in memory proportional to the lengths (Hirschberg 1975): halve the
 * reference, cut the hypothesis where the two halves together cost least, and align both parts.
 *
 * <p>Of equally good alignments it takes the one in which beginnings and then ends of a part match
 * first, and of equally good cuts the first; a single word that matches nothing is a substitution
 * for the first word.
 */
final class Aligner {
  private final int[] reference;
  private final int[] hypothesis;
  private final EditCost cost;
  private final List<Edit> edits = new ArrayList<>();

  private Aligner(int[] reference, int[] hypothesis) {
    this.reference = reference;
    this.hypothesis = hypothesis;
    this.cost = new EditCost(reference.length, hypothesis.length);
  }

  static List<Edit> align(int[] reference, int[] hypothesis) {
    Aligner aligner = new Aligner(reference, hypothesis);
    aligner.align(0, reference.length, 0, hypothesis.length);
    return aligner.edits;
  }

  private void align(int rStart, int rEnd, int hStart, int hEnd) {
    int r = rStart;
    int h = hStart;
    while (r < rEnd && h < hEnd && reference[r] == hypothesis[h]) {
      edits.add(new Edit(Kind.HIT, r++, h++));
    }
    int rLast = rEnd;
    int hLast = hEnd;
    while (rLast > r && hLast > h && reference[rLast - 1] == hypothesis[hLast - 1]) {
      rLast--;
      hLast--;
    }
    alignMiddle(r, rLast, h, hLast);
    for (int i = 0; i < rEnd - rLast; i++) {
      edits.add(new Edit(Kind.HIT, rLast + i, hLast + i));
    }
  }

  private void alignMiddle(int rStart, int rEnd, int hStart, int hEnd) {
    if (hStart == hEnd) {
      for (int r = rStart; r < rEnd; r++) {
        edits.add(new Edit(Kind.DELETION, r, hStart));
      }
      return;
    }
    if (rEnd - rStart <= 1) {
      alignAtMostOne(rStart, rEnd, hStart, hEnd);
      return;
    }
    int rMiddle = (rStart + rEnd) >>> 1;
    int hMiddle = cut(rStart, rMiddle, rEnd, hStart, hEnd);
    align(rStart, rMiddle, hStart, hMiddle);
    align(rMiddle, rEnd, hMiddle, hEnd);
  }

  private void alignAtMostOne(int rStart, int rEnd, int hStart, int hEnd) {
    int partner = rStart == rEnd ? hEnd : partner(reference[rStart], hStart, hEnd);
    for (int h = hStart; h < hEnd; h++) {
      if (h == partner) {
        boolean hit = reference[rStart] == hypothesis[h];
        edits.add(new Edit(hit ? Kind.HIT : Kind.SUBSTITUTION, rStart, h));
      } else {
        edits.add(new Edit(Kind.INSERTION, h < partner ? rStart : rEnd, h));
      }
    }
  }

  private int partner(int symbol, int hStart, int hEnd) {
    for (int h = hStart; h < hEnd; h++) {
      if (hypothesis[h] == symbol) {
        return h;
      }
    }
    return hStart;
  }

  private int cut(int rStart, int rMiddle, int rEnd, int hStart, int hEnd) {
    int length = hEnd - hStart;
    int unlimited = Math.max(rEnd - rStart, length);
    long[] before =
        cost.lastRow(
            Arrays.copyOfRange(reference, rStart, rMiddle),
            Arrays.copyOfRange(hypothesis, hStart, hEnd),
            unlimited);
    long[] after =
        cost.lastRow(
            reversed(reference, rMiddle, rEnd), reversed(hypothesis, hStart, hEnd), unlimited);
    int best = 0;
    for (int j = 1; j <= length; j++) {
      if (before[j] + after[length - j] < before[best] + after[length - best]) {
        best = j;
      }
    }
    return hStart + best;
  }

  private static int[] reversed(int[] symbols, int start, int end) {
    int[] reversed = new int[end - start];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = symbols[end - 1 - i];
    }
    return reversed;
  }
}
