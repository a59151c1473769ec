package dev.sotto.compressor.demo;

/**
 * How espeak-ng is to speak.
 *
 * @param name accent and variant, as in {@code en-gb+f2}
 * @param wordsPerMinute espeak-ng's {@code -s}
 * @param pitch espeak-ng's {@code -p}, 0 to 99
 */
public record Voice(String name, int wordsPerMinute, int pitch) {

  public Voice {
    if (wordsPerMinute < 80 || wordsPerMinute > 450) {
      throw new IllegalArgumentException(
          "expected 80 to 450 words per minute, received " + wordsPerMinute);
    }
    if (pitch < 0 || pitch > 99) {
      throw new IllegalArgumentException("expected a pitch of 0 to 99, received " + pitch);
    }
  }

  /** The same voice at another speed. */
  Voice at(int otherWordsPerMinute) {
    return new Voice(name, otherWordsPerMinute, pitch);
  }
}
