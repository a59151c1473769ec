package dev.sotto.eval.probe;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A sound without speech and what was heard in it.
 *
 * @param sound such as {@code white noise, -40 dBFS}
 * @param text as the model wrote it; empty is right
 * @param noSpeechProbability what the model says about its first window, if it knows the token
 */
public record HeardSound(
    String sound, double seconds, String text, OptionalDouble noSpeechProbability) {
  public HeardSound {
    Objects.requireNonNull(sound);
    Objects.requireNonNull(text);
    Objects.requireNonNull(noSpeechProbability);
  }

  /** How many words were heard, being what stands between white space. */
  public int words() {
    return text.isBlank() ? 0 : text.strip().split("\\s+").length;
  }
}
