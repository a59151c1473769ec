package dev.sotto.eval.dataset;

/** Gathers what is wrong with rows that cannot be used. */
final class Problems {
  private BadRows bad = BadRows.NONE;

  /**
   * Notes a row.
   *
   * @param place such as {@code line 3}
   */
  void bad(String place, String problem) {
    // Names from a hostile file must neither break the line nor reach the terminal as commands.
    bad = bad.plus((place + ": " + problem).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " "));
  }

  void bad(int line, String problem) {
    bad("line " + line, problem);
  }

  BadRows all() {
    return bad;
  }
}
