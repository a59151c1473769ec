package dev.sotto.runtime.transcribe.output;

import dev.sotto.runtime.transcribe.Segment;

/** How segments are written one after the other, as they become known. */
public sealed interface SegmentForm permits TextForm, SrtForm, VttForm, TsvForm {

  /** What stands before the first segment; may be empty. */
  String head();

  /**
   * One segment, with all line ends.
   *
   * @param number from 1
   */
  String segment(int number, Segment segment);

  /** A text on one line. */
  static String line(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
