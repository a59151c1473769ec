package dev.sotto.eval.wer;

import java.util.List;

/** The textbook's table, written without regard to the code under test. */
final class NaiveAlignment {
  private NaiveAlignment() {}

  /** Fewest edits. */
  static int edits(List<String> reference, List<String> hypothesis) {
    return table(reference, hypothesis)[reference.size()][hypothesis.size()];
  }

  /** How many alignments have the fewest edits. */
  static long count(List<String> reference, List<String> hypothesis) {
    int[][] edits = table(reference, hypothesis);
    long[][] ways = new long[edits.length][edits[0].length];
    for (int i = 0; i < edits.length; i++) {
      for (int j = 0; j < edits[0].length; j++) {
        if (i == 0 && j == 0) {
          ways[i][j] = 1;
          continue;
        }
        if (i > 0 && edits[i][j] == edits[i - 1][j] + 1) {
          ways[i][j] += ways[i - 1][j];
        }
        if (j > 0 && edits[i][j] == edits[i][j - 1] + 1) {
          ways[i][j] += ways[i][j - 1];
        }
        if (i > 0 && j > 0) {
          int step = reference.get(i - 1).equals(hypothesis.get(j - 1)) ? 0 : 1;
          ways[i][j] += edits[i][j] == edits[i - 1][j - 1] + step ? ways[i - 1][j - 1] : 0;
        }
      }
    }
    return ways[reference.size()][hypothesis.size()];
  }

  /** Most hits of any alignment with the fewest edits. */
  static int mostHits(List<String> reference, List<String> hypothesis) {
    int[][] edits = table(reference, hypothesis);
    int[][] hits = new int[edits.length][edits[0].length];
    for (int i = 0; i < edits.length; i++) {
      for (int j = 0; j < edits[0].length; j++) {
        int most = i == 0 && j == 0 ? 0 : -1;
        if (i > 0 && edits[i][j] == edits[i - 1][j] + 1) {
          most = Math.max(most, hits[i - 1][j]);
        }
        if (j > 0 && edits[i][j] == edits[i][j - 1] + 1) {
          most = Math.max(most, hits[i][j - 1]);
        }
        if (i > 0 && j > 0) {
          boolean equal = reference.get(i - 1).equals(hypothesis.get(j - 1));
          if (edits[i][j] == edits[i - 1][j - 1] + (equal ? 0 : 1)) {
            most = Math.max(most, hits[i - 1][j - 1] + (equal ? 1 : 0));
          }
        }
        hits[i][j] = most;
      }
    }
    return hits[reference.size()][hypothesis.size()];
  }

  private static int[][] table(List<String> reference, List<String> hypothesis) {
    int[][] edits = new int[reference.size() + 1][hypothesis.size() + 1];
    for (int i = 0; i <= reference.size(); i++) {
      for (int j = 0; j <= hypothesis.size(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int step = reference.get(i - 1).equals(hypothesis.get(j - 1)) ? 0 : 1;
        edits[i][j] =
            Math.min(edits[i - 1][j - 1] + step, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
      }
    }
    return edits;
  }
}
