package dev.sotto.eval.report.html;

import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.AudioReader;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** Puts recordings into the page, as many as it may hold. */
final class Sounds {
  private final Clips clips;
  private long left;

  Sounds(Clips clips) {
    this.clips = clips;
    this.left = clips.mostBytes();
  }

  /**
   * A recording to play, or why there is none.
   *
   * @param source a data URI; empty if there is none
   * @param note empty if there is one
   */
  record Sound(String source, String note) {
    private static Sound missing(String why) {
      return new Sound("", why);
    }
  }

  Sound of(HeardUtterance heard) {
    if (clips.byId().isEmpty()) {
      return Sound.missing("");
    }
    Optional<Path> file = clips.file(heard);
    if (file.isEmpty()) {
      return Sound.missing("No recording: the data set given has no such utterance.");
    }
    try {
      return of(AudioReader.read(file.get()));
    } catch (SottoException e) {
      return Sound.missing("No recording: its file is missing or cannot be read.");
    }
  }

  private Sound of(AudioClip clip) {
    if (PcmWav.bytes(clip) > left) {
      return Sound.missing("No recording: it would make this page too large.");
    }
    byte[] wav = PcmWav.write(clip);
    left -= wav.length;
    return new Sound("data:audio/wav;base64," + Base64.getEncoder().encodeToString(wav), "");
  }
}
