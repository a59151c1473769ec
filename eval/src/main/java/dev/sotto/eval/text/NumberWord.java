package dev.sotto.eval.text;

import java.math.BigInteger;

/** What a word means where numbers are spelled out. */
sealed interface NumberWord {

  /** {@code zero}, {@code oh}. */
  record Zero() implements NumberWord {}

  /**
   * {@code one} to {@code ninety}.
   *
   * @param suffix of an ordinal or plural, which ends the number; empty for a cardinal
   */
  record Count(int value, String suffix) implements NumberWord {
    boolean isCardinal() {
      return suffix.isEmpty();
    }

    /** {@code one} to {@code nineteen}, which do not continue after one another. */
    boolean isBelowTwenty() {
      return value < 20;
    }
  }

  /**
   * {@code hundred} to {@code decillion}.
   *
   * @param suffix as of {@link Count}
   */
  record Multiplier(BigInteger value, String suffix) implements NumberWord {
    boolean isCardinal() {
      return suffix.isEmpty();
    }
  }

  /** {@code minus}: stands before its number, spoken and written. */
  record Sign(String symbol) implements NumberWord {}

  /** {@code dollars}: spoken after its number, written before it. */
  record Currency(String symbol) implements NumberWord {}

  /** {@code percent}. */
  record Percent() implements NumberWord {}

  /** {@code per}, which may begin {@code per cent}. */
  record Per() implements NumberWord {}

  /** {@code and}, as in {@code two hundred and one}. */
  record And() implements NumberWord {}

  /** {@code double}, {@code triple}: the next digit several times. */
  record Repeat(int times) implements NumberWord {}

  /** {@code point}. */
  record Point() implements NumberWord {}
}
