package dev.sotto.eval.result;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * By what utterances can be told apart.
 *
 * @param seconds length of the clip as it was read, or as the data says where none was read
 * @param language as the data says
 * @param speaker as the data says
 */
public record Traits(OptionalDouble seconds, Optional<String> language, Optional<String> speaker) {
  public Traits {
    Objects.requireNonNull(seconds);
    Objects.requireNonNull(language);
    Objects.requireNonNull(speaker);
    if (!(seconds.orElse(0) >= 0)) {
      throw new IllegalArgumentException(
          "expected a clip's seconds from 0, found " + seconds.getAsDouble());
    }
  }
}
