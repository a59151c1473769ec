package dev.sotto.models.whisper;

/** An axis of a weight in its logical form {@code [out, in]}; a bias has only {@link #OUT}. */
public enum LogicalAxis {
  OUT,
  IN
}
