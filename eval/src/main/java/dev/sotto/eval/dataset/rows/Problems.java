package dev.sotto.eval.dataset.rows;

import dev.sotto.eval.dataset.BadRows;

/** Gathers what is wrong with rows that cannot be used. */
public final class Problems {
  private BadRows bad = BadRows.NONE;

  /**
   * Notes a row.
   *
   * @param place such as {@code line 3}
   */
  public void bad(String place, String problem) {
    // Names from a hostile file must neither break the line nor reach the terminal as commands.
    bad = bad.plus((place + ": " + problem).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " "));
  }

  public void bad(int line, String problem) {
    bad("line " + line, problem);
  }

  public BadRows all() {
    return bad;
  }
}
