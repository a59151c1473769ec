package dev.sotto.runtime.audio.mp3;

import dev.sotto.runtime.audio.mp3.Mp3Section.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers the frames of one {@link Mp3Section} and says what is wrong with them.
 *
 * <p>The bits of a frame of layer III may begin in the frames before it. At the beginning of a
 * recording that was cut from another these are not there, and the frame is silent; later they must
 * be.
 */
final class SectionBuilder {
  private final int start;
  private final MpegHeader header;
  private final Optional<Mp3InfoFrame> info;
  private final List<Frame> frames = new ArrayList<>();
  private long bytesBefore;
  private boolean heard;
  private int end;

  /**
   * @param start of the information frame, or else of the first
   * @param header of that frame
   */
  SectionBuilder(int start, MpegHeader header, Optional<Mp3InfoFrame> info) {
    this.start = start;
    this.header = header;
    this.info = info;
    this.end = start + (info.isPresent() ? header.frameBytes() : 0);
  }

  MpegHeader header() {
    return header;
  }

  /** Whether as many frames were added as the information frame announces. */
  boolean isComplete() {
    return !frames.isEmpty() && info.filter(given -> given.frames() == frames.size()).isPresent();
  }

  /**
   * Adds a frame.
   *
   * @param stored bytes of it that the file has
   * @param side of a frame of layer III
   * @return what is wrong with it
   */
  Optional<String> add(int at, MpegHeader next, int stored, Optional<SideInformation> side) {
    boolean audible = side.filter(given -> given.mainDataBegin() > bytesBefore).isEmpty();
    if (side.isPresent()) {
      Optional<String> problem =
          problem(
              side.get(),
              audible,
              stored < next.frameBytes(),
              stored - next.sideInformationStart() - next.sideInformationBytes());
      if (problem.isPresent()) {
        return problem;
      }
    }
    heard |= audible;
    bytesBefore += next.frameBytes() - next.sideInformationStart() - next.sideInformationBytes();
    frames.add(new Frame(at, next.frameBytes(), stored, next.samples(), audible));
    end = at + stored;
    return Optional.empty();
  }

  private Optional<String> problem(
      SideInformation side, boolean audible, boolean truncated, int ownBytes) {
    if (!side.possible()) {
      return Optional.of("its side information is impossible");
    }
    if (!audible && heard) {
      return Optional.of("the frames before it that hold its first bits are missing");
    }
    if (side.mainDataBits() > 8L * (side.mainDataBegin() + ownBytes)) {
      return Optional.of(
          truncated ? "the last frame is truncated" : "a frame announces more bits than it has");
    }
    return Optional.empty();
  }

  /**
   * What the information frame announces and the frames lack. Some encoders count the information
   * frame itself; the bytes then tell that all is there.
   */
  Optional<String> missing() {
    long announced = info.map(Mp3InfoFrame::frames).orElse(0L);
    long announcedBytes = info.map(Mp3InfoFrame::bytes).orElse(0L);
    boolean counted = announced == frames.size() + 1L && announcedBytes > 0;
    if (frames.size() >= announced || (counted && end - start >= announcedBytes)) {
      return Optional.empty();
    }
    return Optional.of(
        "expected %s frames, as its first one announces, found only %s"
            .formatted(announced, frames.size()));
  }

  /** Empty if there are no frames. */
  Optional<Mp3Section> build() {
    return frames.isEmpty() ? Optional.empty() : Optional.of(new Mp3Section(header, frames, info));
  }
}
