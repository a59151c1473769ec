package dev.sotto.runtime.transcribe;

import dev.sotto.runtime.align.Word;
import java.util.List;

/**
 * A stretch of a recording and what was said in it.
 *
 * @param startSeconds from the start of the recording
 * @param endSeconds at least {@code startSeconds}
 * @param text as decoded, with the space that it starts with
 * @param tokens of the text, with the timestamps that the model wrote around them
 * @param words when each was said, from the start of the recording; empty unless asked for
 */
public record Segment(
    double startSeconds, double endSeconds, String text, List<Integer> tokens, List<Word> words) {
  public Segment {
    tokens = List.copyOf(tokens);
    words = List.copyOf(words);
    if (!(startSeconds >= 0 && endSeconds >= startSeconds)) {
      throw new IllegalArgumentException(
          "expected an end after a start from 0, found %s to %s"
              .formatted(startSeconds, endSeconds));
    }
  }
}
