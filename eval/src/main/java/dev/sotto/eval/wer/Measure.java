package dev.sotto.eval.wer;

/** What is counted in a text, by which an error rate is called. */
public enum Measure {
  /** What stands between spaces: word error rate. */
  WORDS("words", "word", "word error rate", "WER"),

  /** Code points other than spaces, where nobody writes spaces between words. */
  CHARACTERS("characters", "character", "character error rate", "CER"),

  /** Words of some utterances and characters of others, added up. */
  MIXED(
      "words and characters",
      "word or character",
      "error rate of words and characters",
      "error rate");

  private final String key;
  private final String unit;
  private final String rate;
  private final String shortRate;

  Measure(String key, String unit, String rate, String shortRate) {
    this.key = key;
    this.unit = unit;
    this.rate = rate;
    this.shortRate = shortRate;
  }

  /** How results call it, and how texts call several of its units. */
  public String key() {
    return key;
  }

  /** One of what is counted. */
  public String unit() {
    return unit;
  }

  /** The name of the error rate, such as {@code word error rate}. */
  public String rate() {
    return rate;
  }

  /** The same, where there is little room: {@code WER}. */
  public String shortRate() {
    return shortRate;
  }

  /** The name of the error rate with its abbreviation, as a table introduces it. */
  public String label() {
    return this == MIXED ? rate : rate + " (" + shortRate + ")";
  }

  /** What the sum over two parts of a data set counts. */
  Measure with(Measure other) {
    return this == other ? this : MIXED;
  }
}
