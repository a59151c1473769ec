package dev.sotto.eval.gate;

import java.util.Locale;

/** How a check ended. */
public enum Outcome {
  PASSED,
  FAILED,
  /** There is too little data to say. */
  UNDECIDED;

  /** How results call it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
