package dev.sotto.runtime.transcribe.output;

import dev.sotto.runtime.transcribe.Segment;

/** SubRip: a number, the times, the text, and an empty line. */
record SrtForm() implements SegmentForm {
  @Override
  public String head() {
    return "";
  }

  @Override
  public String segment(int number, Segment segment) {
    return "%d\n%s --> %s\n%s\n\n"
        .formatted(
            number,
            Clock.SRT.show(segment.startSeconds()),
            Clock.SRT.show(segment.endSeconds()),
            SegmentForm.line(segment.text()).replace("-->", "->"));
  }
}
