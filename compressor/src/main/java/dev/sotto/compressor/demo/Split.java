package dev.sotto.compressor.demo;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Which side a sentence or voice is on; nothing is ever on both. */
public enum Split {
  TRAINING,
  TEST;

  /** One sentence in this many is kept for the test. */
  private static final int TEST_SHARE = 8;

  /** The word for it in file names. */
  public String key() {
    return this == TRAINING ? "train" : "test";
  }

  /** The side of a sentence: by its text alone, so no seed can move it across. */
  public static Split of(String sentence) {
    CRC32 hash = new CRC32();
    hash.update(sentence.getBytes(StandardCharsets.UTF_8));
    return hash.getValue() % TEST_SHARE == 0 ? TEST : TRAINING;
  }
}
