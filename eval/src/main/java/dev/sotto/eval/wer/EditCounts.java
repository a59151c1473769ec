package dev.sotto.eval.wer;

/** How many words, or characters, were heard right, wrong, not at all, or without being said. */
public record EditCounts(long hits, long substitutions, long deletions, long insertions) {
  public static final EditCounts NONE = new EditCounts(0, 0, 0, 0);

  public EditCounts {
    if (hits < 0 || substitutions < 0 || deletions < 0 || insertions < 0) {
      throw new IllegalArgumentException(
          "expected counts of at least 0, received hits %d, substitutions %d, deletions %d, insertions %d"
              .formatted(hits, substitutions, deletions, insertions));
    }
  }

  public long edits() {
    return substitutions + deletions + insertions;
  }

  public long referenceLength() {
    return hits + substitutions + deletions;
  }

  public long hypothesisLength() {
    return hits + substitutions + insertions;
  }

  /** {@code substituted / deleted / inserted}, as tables show the kinds of edits. */
  public String kinds() {
    return substitutions + " / " + deletions + " / " + insertions;
  }

  /** Edits over reference length, a fraction; the edits themselves if the reference is empty. */
  public double rate() {
    return fractionOfReference(edits());
  }

  /** May exceed 1, as {@link #rate} may. */
  public double insertionRate() {
    return fractionOfReference(insertions);
  }

  public EditCounts plus(EditCounts other) {
    return new EditCounts(
        hits + other.hits,
        substitutions + other.substitutions,
        deletions + other.deletions,
        insertions + other.insertions);
  }

  private double fractionOfReference(long count) {
    return (double) count / Math.max(1, referenceLength());
  }
}
