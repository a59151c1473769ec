package dev.sotto.runtime.audio.mp3;

import java.util.List;
import java.util.Optional;

/**
 * Frames that one decoder plays from beginning to end: all of a recording, or one of several that
 * were joined.
 *
 * @param header of the first frame
 * @param frames in order, without the information frame
 * @param info what an encoder said of them
 */
public record Mp3Section(MpegHeader header, List<Frame> frames, Optional<Mp3InfoFrame> info) {
  /**
   * Where a frame lies.
   *
   * @param start of its header
   * @param bytes as the header gives it
   * @param stored how many of them the file has; fewer only at the end of the file
   * @param samples per channel that it decodes to
   * @param audible false if its bits lie in an earlier frame that was cut off
   */
  record Frame(int start, int bytes, int stored, int samples, boolean audible) {}

  /** The first sample, of those that the frames decode to, that was recorded. */
  public long firstSample() {
    return info.map(Mp3InfoFrame::firstSample).orElse(0L);
  }

  /** One past the last that was recorded; if there are more than was announced, all are. */
  public long endSample() {
    return info.filter(given -> frames.size() <= given.frames())
        .map(Mp3InfoFrame::endSample)
        .orElse(Long.MAX_VALUE);
  }
}
