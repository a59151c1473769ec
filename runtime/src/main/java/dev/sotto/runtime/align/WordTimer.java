package dev.sotto.runtime.align;

import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.EncodedAudio;
import java.util.List;

/** Tells when the words of a window were said. */
public interface WordTimer extends AutoCloseable {
  /** Tells nothing. */
  WordTimer NONE = (audio, heard, seconds) -> List.of();

  /**
   * The words of one window, from its start.
   *
   * @param audio that window alone
   * @param heard what was written for it
   * @param seconds of sound in it
   */
  List<Word> words(EncodedAudio audio, Decoding heard, double seconds);

  @Override
  default void close() {}
}
