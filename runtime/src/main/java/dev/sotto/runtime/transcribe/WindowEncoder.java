package dev.sotto.runtime.transcribe;

import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.FittedWindow;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.transcribe.Windows.Window;
import java.util.Arrays;
import java.util.List;

/**
 * From sound to states, in windows as long as a model wants them.
 *
 * @param runner of the model
 * @param logMel of as many bins as it takes
 * @param window how long its windows are
 */
public record WindowEncoder(WhisperRunner runner, LogMel logMel, FittedWindow window) {
  /** Windows as {@code runner}'s model wants them. */
  public static WindowEncoder of(WhisperRunner runner, FittedWindow window) {
    return new WindowEncoder(runner, new LogMel(runner.config().melBins()), window);
  }

  /** A part of a recording. */
  public static final class Sound {
    private final float[] samples;
    private final Window part;

    /**
     * @param samples at 16 kHz
     */
    public Sound(float[] samples, Window part) {
      this.samples = samples;
      this.part = part;
    }

    int length() {
      return part.length();
    }
  }

  /** Mel frames of the window that a sound gets. */
  public int frames(int samples) {
    return window.frames(samples, wholeFrames());
  }

  /** Whether windows of sounds of these lengths make a batch. */
  public boolean together(int samples, int others) {
    return window.filled() || frames(samples) == frames(others);
  }

  /** Encodes sounds that go {@link #together}; cut ones can be had whole. */
  public EncodedAudio encode(List<Sound> sounds) {
    int longest = sounds.stream().mapToInt(Sound::length).max().orElse(0);
    EncodedAudio audio =
        runner.encode(
            sounds.stream().map(sound -> features(sound, frames(sound.length()))).toList(),
            window.filled());
    return frames(longest) == wholeFrames()
        ? audio
        : audio.cutFrom(items -> whole(Arrays.stream(items).mapToObj(sounds::get).toList()));
  }

  private EncodedAudio whole(List<Sound> sounds) {
    return runner.encode(
        sounds.stream().map(sound -> features(sound, wholeFrames())).toList(), false);
  }

  private float[] features(Sound sound, int frames) {
    return logMel.window(sound.samples, sound.part.from(), sound.part.to(), frames);
  }

  private int wholeFrames() {
    return runner.config().windowFrames();
  }
}
