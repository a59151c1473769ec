package dev.sotto.eval.probe;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A sound without speech and what was heard in it.
 *
 * @param sound such as {@code white noise, -40 dBFS}
 * @param text as the model wrote it; empty is right
 * @param noSpeechProbability what the model says about its first window, if it knows the token
 */
public record HeardSound(
    String sound, double seconds, String text, OptionalDouble noSpeechProbability) {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  public HeardSound {
    Objects.requireNonNull(sound);
    Objects.requireNonNull(text);
    Objects.requireNonNull(noSpeechProbability);
  }

  /** How many words were heard: what stands between white space, points and such left aside. */
  public int words() {
    return (int)
        WHITE_SPACE
            .splitAsStream(text)
            .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
            .count();
  }
}
