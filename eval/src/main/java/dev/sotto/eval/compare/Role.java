package dev.sotto.eval.compare;

/** Which of the two a subject is. */
public enum Role {
  BASELINE("dense"),
  CANDIDATE("compressed");

  private final String partOfCompression;

  Role(String partOfCompression) {
    this.partOfCompression = partOfCompression;
  }

  /** The field of {@code compression.json} that holds its result. */
  String partOfCompression() {
    return partOfCompression;
  }
}
