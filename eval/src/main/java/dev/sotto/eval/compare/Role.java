package dev.sotto.eval.compare;

/** Which of the two a subject is. */
public enum Role {
  BASELINE,
  CANDIDATE
}
