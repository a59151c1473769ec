package dev.sotto.runtime.transcribe;

import java.util.List;

/**
 * A stretch of a recording and what was said in it.
 *
 * @param startSeconds from the start of the recording
 * @param endSeconds at least {@code startSeconds}
 * @param text as decoded, with the space that it starts with
 * @param tokens of the text, with the timestamps that the model wrote around them
 */
public record Segment(double startSeconds, double endSeconds, String text, List<Integer> tokens) {
  public Segment {
    tokens = List.copyOf(tokens);
    if (!(startSeconds >= 0 && endSeconds >= startSeconds)) {
      throw new IllegalArgumentException(
          "expected an end after a start from 0, found %s to %s"
              .formatted(startSeconds, endSeconds));
    }
  }
}
