package dev.sotto.runtime.transcribe.output;

import dev.sotto.runtime.transcribe.Segment;

/** A table with tabs: start and end in whole milliseconds, and the text. */
record TsvForm() implements SegmentForm {
  private static final int MILLIS = 1_000;

  @Override
  public String head() {
    return "start\tend\ttext\n";
  }

  @Override
  public String segment(int number, Segment segment) {
    return "%d\t%d\t%s\n"
        .formatted(
            Math.round(MILLIS * segment.startSeconds()),
            Math.round(MILLIS * segment.endSeconds()),
            SegmentForm.line(segment.text()).replace("\t", " "));
  }
}
