package dev.sotto.compressor.search;

/**
 * One thing that is to be saved, such as {@code layers=40%}.
 *
 * @param cost what is counted
 * @param amount how much of it
 */
record Goal(Cost cost, Amount amount) {
  @Override
  public String toString() {
    return cost.key() + "=" + amount;
  }
}
