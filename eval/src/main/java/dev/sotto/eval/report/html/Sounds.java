package dev.sotto.eval.report.html;

import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.AudioReader;
import java.util.Base64;

/** Puts recordings into the page, as many as it may hold. */
final class Sounds {
  private final Clips clips;
  private long left;

  Sounds(Clips clips) {
    this.clips = clips;
    this.left = clips.mostCharacters();
  }

  /**
   * A recording to play, or why there is none.
   *
   * @param source a data URI; empty if there is none
   * @param note empty if there is one, or if the page has no sound at all
   */
  record Sound(String source, String note) {}

  Sound of(HeardUtterance heard) {
    Utterance said = clips.byId().get(heard.id());
    if (said == null) {
      return new Sound("", "");
    }
    try {
      return of(AudioReader.read(said.audio()));
    } catch (SottoException e) {
      return new Sound("", "No recording: its file is missing or cannot be read.");
    }
  }

  private Sound of(AudioClip clip) {
    long characters = (PcmWav.bytes(clip) + 2) / 3 * 4;
    if (characters > left) {
      return new Sound("", "No recording: it would make this page too large.");
    }
    left -= characters;
    String encoded = Base64.getEncoder().encodeToString(PcmWav.write(clip));
    return new Sound("data:audio/wav;base64," + encoded, "");
  }
}
