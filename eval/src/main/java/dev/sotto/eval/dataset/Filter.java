package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.Languages;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Which rows of a data set to take: those of a length and language, of these a sample, of these the
 * first ones.
 *
 * @param minSeconds shortest clip
 * @param maxSeconds longest clip
 * @param language only rows in this one: {@code zh} takes zh-TW, too, but {@code zh-TW} not zh
 * @param limit how many at most
 */
public record Filter(
    OptionalDouble minSeconds,
    OptionalDouble maxSeconds,
    Optional<String> language,
    Optional<Sample> sample,
    OptionalInt limit) {
  /** Every row. */
  public static final Filter NONE =
      new Filter(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty());

  /** Checks, with code USAGE, that the bounds make sense. */
  public Filter {
    Objects.requireNonNull(language);
    Objects.requireNonNull(sample);
    double least = minSeconds.orElse(0);
    double most = maxSeconds.orElse(Double.MAX_VALUE);
    if (!(least >= 0 && least <= most && most <= Double.MAX_VALUE)) {
      throw SottoException.usage(
          "expected a shortest length of at least 0 s and a longest of no less, found %s and %s"
              .formatted(shown(minSeconds), shown(maxSeconds)));
    }
    language.ifPresent(Languages::require);
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw SottoException.usage("limit: expected at least 1 utterance, found " + limit.getAsInt());
    }
  }

  private static String shown(OptionalDouble seconds) {
    return seconds.isPresent() ? Double.toString(seconds.getAsDouble()) : "none";
  }

  public boolean isByDuration() {
    return minSeconds.isPresent() || maxSeconds.isPresent();
  }

  public boolean allows(double seconds) {
    return seconds >= minSeconds.orElse(0) && seconds <= maxSeconds.orElse(Double.MAX_VALUE);
  }

  public boolean allows(Optional<String> spoken) {
    return language.isEmpty()
        || spoken.filter(code -> Languages.covers(language.get(), code)).isPresent();
  }
}
