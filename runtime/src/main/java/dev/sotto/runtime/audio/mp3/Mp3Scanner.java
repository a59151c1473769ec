package dev.sotto.runtime.audio.mp3;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Walks an MP3 from its first byte to its last before any of it is decoded, so that no sound is
 * lost without a word: decoders search for the next frame that they know and play on.
 *
 * <p>Each byte must belong to a frame, to a tag ({@link Mp3Tags}), or to padding with zeros at the
 * beginning, at the end, or beside a tag. Files that were joined are taken apart again into {@link
 * Mp3Section}s.
 */
public final class Mp3Scanner {
  /** More zeros than that at the end are a download that did not finish. */
  private static final int MOST_PADDING = 1 << 16;

  private final Path file;
  private final byte[] bytes;
  private final int end;
  private final Mp3Tags tags;
  private final List<Mp3Section> sections = new ArrayList<>();
  private final Mp3Checksums checksums = new Mp3Checksums();
  private SectionBuilder section;
  private int at;
  private boolean besideFrame;

  private Mp3Scanner(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    this.end = new Mp3Tags(bytes, bytes.length).endOfFrames();
    this.tags = new Mp3Tags(bytes, end);
  }

  /**
   * The sections of a file, at least one, all of one sample rate.
   *
   * @throws SottoException if anything is damaged or missing, or cannot be decoded
   */
  public static List<Mp3Section> scan(Path file, byte[] bytes) {
    return new Mp3Scanner(file, bytes).scan();
  }

  private List<Mp3Section> scan() {
    while (at < end) {
      long tag = tags.bytesFrom(at);
      int zeros = tag > 0 ? 0 : zeros();
      if (tag > end - at) {
        throw refused("expected a tag of " + tag + " bytes, found only " + (end - at));
      } else if (tag > 0) {
        at += (int) tag;
        besideFrame = false;
      } else if (zeros > 0) {
        padding(zeros);
      } else {
        frame();
      }
    }
    finishSection();
    if (sections.isEmpty()) {
      throw SottoException.badInput(
          file, "no audio: expected WAV, FLAC or MP3, found tags and padding only");
    }
    OptionalInt wrong = checksums.firstWrong();
    if (wrong.isPresent()) {
      at = wrong.getAsInt();
      throw damaged("the checksum of a frame is wrong");
    }
    return sections;
  }

  private int zeros() {
    int i = at;
    while (i < end && bytes[i] == 0) {
      i++;
    }
    return i - at;
  }

  private void padding(int zeros) {
    boolean last = at + zeros == end;
    if (besideFrame && (last ? zeros > MOST_PADDING : tags.bytesFrom(at + zeros) == 0)) {
      throw damaged("found " + zeros + " zeros");
    }
    at += zeros;
  }

  private void frame() {
    Optional<MpegHeader> found = MpegHeader.at(bytes, at, end);
    if (found.isEmpty()) {
      int shown = Math.min(MpegHeader.BYTES, end - at);
      throw damaged(
          "expected a frame or a tag, found " + HexFormat.of().formatHex(bytes, at, at + shown));
    }
    MpegHeader header = found.get();
    refuseUnreadable(header);
    int stored = Math.min(header.frameBytes(), end - at);
    Optional<Mp3InfoFrame> info =
        stored == header.frameBytes() ? Mp3InfoFrame.find(bytes, at, header) : Optional.empty();
    if (info.isPresent()) {
      startSection(header, info);
    } else {
      add(header, stored);
    }
    at += stored;
    besideFrame = true;
  }

  private void add(MpegHeader header, int stored) {
    Optional<SideInformation> side = side(header, stored);
    if (section == null
        || !header.continues(section.header())
        || (section.isComplete() && side.filter(s -> s.mainDataBegin() == 0).isPresent())) {
      startSection(header, Optional.empty());
    }
    refuse(section.add(at, header, stored, side));
  }

  /** Empty in layers I and II. */
  private Optional<SideInformation> side(MpegHeader header, int stored) {
    if (header.layer() != 3) {
      if (stored < header.frameBytes()) {
        throw damaged("the last frame is truncated");
      }
      return Optional.empty();
    }
    if (stored < header.sideInformationStart() + header.sideInformationBytes()) {
      throw damaged("the last frame is truncated");
    }
    checksums.check(bytes, at, header);
    return Optional.of(SideInformation.read(bytes, at, header));
  }

  private void refuseUnreadable(MpegHeader header) {
    if (header.isFreeFormat()) {
      throw refused(
          "expected frames that give their bit rate, found free format;"
              + " convert it first, for example with lame --decode");
    }
    if (header.layer() != 3 && !header.isMpeg1()) {
      throw refused(
          ("expected layer III or MPEG-1, found %s; convert it first, for example with" + " ffmpeg")
              .formatted(header.name()));
    }
    if (section != null && header.sampleRate() != section.header().sampleRate()) {
      throw refused(
          "expected %d Hz throughout, found %d Hz at byte %d; convert the parts before they are joined"
              .formatted(section.header().sampleRate(), header.sampleRate(), at));
    }
  }

  private void startSection(MpegHeader header, Optional<Mp3InfoFrame> info) {
    finishSection();
    section = new SectionBuilder(at, header, info);
  }

  private void finishSection() {
    if (section == null) {
      return;
    }
    refuse(section.missing());
    section.build().ifPresent(sections::add);
  }

  private void refuse(Optional<String> problem) {
    if (problem.isPresent()) {
      throw damaged(problem.get());
    }
  }

  private SottoException damaged(String problem) {
    return refused(
        "the MP3 data is damaged at byte " + at + ": " + problem + "; copy the file again");
  }

  private SottoException refused(String problem) {
    return SottoException.badInput(file, problem);
  }
}
