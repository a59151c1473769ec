package dev.sotto.compressor.quantize;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.quantize.NumberFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How the formats of weights are chosen. */
public sealed interface FormatRequest permits RoleFormats, SizeLimit, DivergenceLimit {
  /** What {@link #of(String)} reads, for messages. */
  String LABEL = "FORMAT[,ROLES=FORMAT...]|SIZE|auto[=NATS]";

  /** As {@link #of(String)} reads it. */
  String label();

  /** Whether formats are chosen by what they cost on speech. */
  boolean listens();

  /**
   * Refuses what can only be chosen on speech.
   *
   * @throws SottoException with code USAGE if it is one
   */
  default void checkSilent() {
    if (listens()) {
      throw SottoException.usage(
          "formats as of %s are chosen by what they cost on speech; expected --calibrate, found none"
              .formatted(label()));
    }
  }

  /**
   * The format of each role of a model.
   *
   * @param costs what units cost on speech; none if there is no speech
   * @throws SottoException if a format cannot be had, or speech is needed and there is none
   */
  Map<String, NumberFormat> choose(WhisperModel model, Optional<Supplier<UnitCosts>> costs);

  /**
   * Reads formats, such as {@code int4,embedding=int8}, a size, such as {@code 27MB}, or {@code
   * auto}.
   *
   * @throws SottoException if it is none of them
   */
  static FormatRequest of(String text) {
    return SizeLimit.parse(text)
        .<FormatRequest>map(size -> size)
        .or(() -> DivergenceLimit.parse(text))
        .orElseGet(() -> RoleFormats.of(text));
  }
}
