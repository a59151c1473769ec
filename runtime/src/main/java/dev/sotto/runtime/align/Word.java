package dev.sotto.runtime.align;

/**
 * A word and when it was said.
 *
 * @param text as written, with the space before it and the punctuation that belongs to it
 * @param startSeconds from the start of the recording
 * @param endSeconds where the next one begins
 */
public record Word(String text, double startSeconds, double endSeconds) {
  /** The same so many seconds later. */
  public Word after(double seconds) {
    return new Word(text, startSeconds + seconds, endSeconds + seconds);
  }
}
