package dev.sotto.runtime.decode;

import java.util.List;

/**
 * What was heard in one recording.
 *
 * @param text the texts of its windows, joined as they are and stripped at both ends
 * @param windows the decoding of each window, in order; one for a recording up to 30 s
 */
public record Transcript(String text, List<GreedyResult> windows) {

  public Transcript {
    windows = List.copyOf(windows);
  }
}
