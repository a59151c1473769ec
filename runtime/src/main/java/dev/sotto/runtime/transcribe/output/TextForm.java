package dev.sotto.runtime.transcribe.output;

import dev.sotto.runtime.transcribe.Segment;

/**
 * A line for each segment.
 *
 * @param timed whether each begins with {@code [start --> end]}, as OpenAI's Whisper prints it
 */
public record TextForm(boolean timed) implements SegmentForm {
  @Override
  public String head() {
    return "";
  }

  @Override
  public String segment(int number, Segment segment) {
    String text = SegmentForm.line(segment.text()) + "\n";
    return timed
        ? "[%s --> %s] %s"
            .formatted(
                Clock.SHORT.show(segment.startSeconds()),
                Clock.SHORT.show(segment.endSeconds()),
                text)
        : text;
  }
}
