package dev.sotto.runtime.transcribe.output;

import dev.sotto.runtime.transcribe.Segment;

/** WebVTT: the times, the text, and an empty line. */
record VttForm() implements SegmentForm {
  @Override
  public String head() {
    return "WEBVTT\n\n";
  }

  @Override
  public String segment(int number, Segment segment) {
    return "%s --> %s\n%s\n\n"
        .formatted(
            Clock.SHORT.show(segment.startSeconds()),
            Clock.SHORT.show(segment.endSeconds()),
            SegmentForm.line(segment.text()).replace("-->", "->"));
  }
}
