package dev.sotto.eval.gate;

import java.util.Locale;

/** What a gate does where there is too little data to say. */
public enum Undecided {
  FAIL,
  PASS;

  /** How options and results call it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
