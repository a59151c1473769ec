package dev.sotto.eval.measure;

import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What a measuring process is to do.
 *
 * @param model folder of the export
 * @param windows clips whose windows are the standard windows; none for 30 s of synthetic sound
 * @param rounds how often all standard windows are gone through after one round to warm up
 * @param transcribed clips to transcribe one by one; none to leave that out
 * @param decoding how to transcribe them
 */
public record MeasuringRequest(
    Path model,
    SessionSettings session,
    List<AudioPart> windows,
    int rounds,
    List<AudioPart> transcribed,
    DecodingOptions decoding) {
  private static final int ROUNDS = 5;

  public MeasuringRequest {
    Objects.requireNonNull(model);
    Objects.requireNonNull(session);
    windows = List.copyOf(windows);
    transcribed = List.copyOf(transcribed);
    Objects.requireNonNull(decoding);
    if (rounds < 1) {
      throw new IllegalArgumentException("expected at least one round, received " + rounds);
    }
  }

  /** The synthetic standard window, a few times over. */
  public static MeasuringRequest standard(Path model, SessionSettings session) {
    return new MeasuringRequest(
        model, session, List.of(), ROUNDS, List.of(), DecodingOptions.defaults());
  }

  /** The same work a single time, with other settings. */
  MeasuringRequest once(SessionSettings other) {
    return new MeasuringRequest(model, other, windows, 1, transcribed, decoding);
  }

  /** Also transcribes {@code clips}. */
  public MeasuringRequest transcribing(List<AudioPart> clips, DecodingOptions options) {
    return new MeasuringRequest(model, session, windows, rounds, clips, options);
  }

  /** With the windows of {@code clips} as standard windows. */
  public MeasuringRequest withWindowsOf(List<AudioPart> clips) {
    return new MeasuringRequest(model, session, clips, rounds, transcribed, decoding);
  }
}
