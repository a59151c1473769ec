package dev.sotto.runtime.transcribe.sequence;

import dev.sotto.runtime.transcribe.Segment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was heard in one window of a long recording.
 *
 * @param from first sample of the window, at 16 kHz
 * @param next first sample of the window after it
 * @param segments of which something was said
 * @param language given or detected, as {@code en}; empty for an English-only model, and where
 *     nothing was decoded
 * @param temperature at which its text was drawn; 0 for none
 * @param looped whether its text began to repeat itself and was cut
 */
public record HeardWindow(
    long from,
    long next,
    List<Segment> segments,
    Optional<String> language,
    double temperature,
    boolean looped) {
  public HeardWindow {
    segments = List.copyOf(segments);
    Objects.requireNonNull(language);
    if (from < 0 || next <= from) {
      throw new IllegalArgumentException(
          "expected a window that goes on, found samples %d to %d".formatted(from, next));
    }
  }
}
