package dev.sotto.compressor.demo;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The speakers: accents of espeak-ng, each with variants of the vocal tract. The test has variants
 * that training never has. Whispering, croaking and robot variants are left out.
 */
public final class Voices {
  static final List<String> ACCENTS =
      List.of(
          "en-us",
          "en-us",
          "en-gb",
          "en-gb",
          "en-gb-x-rp",
          "en-gb-scotland",
          "en-gb-x-gbclan",
          "en-gb-x-gbcwmd",
          "en-029");

  /** The empty one is the accent's own voice. */
  private static final List<String> TRAINING_VARIANTS =
      List.of("", "+m1", "+m2", "+m3", "+m5", "+m7", "+f1", "+f2", "+f4");

  private static final List<String> TEST_VARIANTS = List.of("+m4", "+m6", "+f3");

  private static final int SLOWEST = 130;
  private static final int FASTEST = 190;
  private static final int LOWEST_PITCH = 30;
  private static final int HIGHEST_PITCH = 70;

  private Voices() {}

  /** A voice of one side. */
  public static Voice voice(RandomGenerator random, Split split) {
    List<String> variants = variants(split);
    return new Voice(
        ACCENTS.get(random.nextInt(ACCENTS.size())) + variants.get(random.nextInt(variants.size())),
        random.nextInt(SLOWEST, FASTEST + 1),
        random.nextInt(LOWEST_PITCH, HIGHEST_PITCH + 1));
  }

  static List<String> variants(Split split) {
    return switch (split) {
      case TRAINING -> TRAINING_VARIANTS;
      case TEST -> TEST_VARIANTS;
    };
  }
}
