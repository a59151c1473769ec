package dev.sotto.runtime.transcribe;

import dev.sotto.runtime.align.Word;
import dev.sotto.runtime.decode.Decoding;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was heard in one recording.
 *
 * @param text the texts of its windows, joined as they are and stripped at both ends
 * @param windows the decoding of each window, in order; one for a recording up to 30 s
 */
public record Transcript(String text, List<Window> windows) {

  /**
   * A stretch of a recording and what was heard in it.
   *
   * @param startSeconds where it begins, from the start of the recording
   * @param endSeconds where it ends
   * @param text as decoded, with the space that it starts with; empty if the window is silent
   * @param words when each was said, from the start of the recording; empty unless asked for
   * @param silent whether it counts as silent, whatever tokens were written
   */
  public record Window(
      double startSeconds,
      double endSeconds,
      String text,
      boolean silent,
      Decoding decoding,
      List<Word> words) {
    public Window {
      words = List.copyOf(words);
    }

    /** Its length, at 16 kHz. */
    public int samples() {
      return (int) Math.round((endSeconds - startSeconds) * Windows.SAMPLE_RATE);
    }
  }

  public Transcript {
    windows = List.copyOf(windows);
  }

  /** The ids written for all windows, in order, silent ones and end tokens included. */
  public List<Integer> tokens() {
    return windows.stream().flatMap(window -> window.decoding().tokens().stream()).toList();
  }

  /** The least probability of no speech of all windows; empty if the model has no token for it. */
  public OptionalDouble noSpeechProbability() {
    return windows.stream()
        .flatMapToDouble(window -> window.decoding().noSpeechProbability().stream())
        .min();
  }

  /** Whether the text of a window that is not silent began to repeat itself and was cut. */
  public boolean looped() {
    return windows.stream().anyMatch(window -> !window.silent() && window.decoding().looped());
  }

  /** The greatest temperature at which the text of a window was drawn; 0 for none. */
  public double temperature() {
    return windows.stream().mapToDouble(window -> window.decoding().temperature()).max().orElse(0);
  }

  /** Whether a window was cut, not believed, and heard again as a whole. */
  public boolean heardAgain() {
    return windows.stream().anyMatch(window -> window.decoding().heardAgain());
  }

  /** The language of the first window; empty for an English-only model. */
  public Optional<String> language() {
    return windows.get(0).decoding().language();
  }
}
