package dev.sotto.compressor.calibrate;

import dev.sotto.compressor.train.data.Batch;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.decode.FittedWindow;
import dev.sotto.runtime.features.LogMel;
import java.util.List;

/**
 * A recording, as both models hear it, and the tokens that the decoder is fed. The recording is
 * read anew whenever it is heard, so that no number of clips fills the memory.
 *
 * @param samples how many are heard, at 16 kHz, from the first; silence fills the window
 * @param tokens prompt, text and end token
 * @param promptTokens how many of them are the prompt
 * @param source where the text comes from
 * @param window how long the window is that sweeps through the blocks hear it in
 */
public record CalibrationClip(
    String id,
    AudioPart audio,
    int samples,
    List<Integer> tokens,
    int promptTokens,
    TextSource source,
    FittedWindow window) {

  /** In a whole window. */
  public CalibrationClip(
      String id,
      AudioPart audio,
      int samples,
      List<Integer> tokens,
      int promptTokens,
      TextSource source) {
    this(id, audio, samples, tokens, promptTokens, source, FittedWindow.WHOLE);
  }

  /** Where the text of a clip comes from. */
  public enum TextSource {
    /** The data. */
    REFERENCE,
    /** What the dense model wrote, greedily. */
    HEARD
  }

  public CalibrationClip {
    tokens = List.copyOf(tokens);
    if (tokens.size() < 2 || promptTokens < 1 || promptTokens >= tokens.size()) {
      throw new IllegalArgumentException(id + ": expected a prompt and at least one more token");
    }
  }

  /** This in another window. */
  public CalibrationClip in(FittedWindow other) {
    return new CalibrationClip(id, audio, samples, tokens, promptTokens, source, other);
  }

  /** What the decoder is fed: every token predicts the next, so the last is not needed. */
  public long[] inputs() {
    return tokens.subList(0, tokens.size() - 1).stream().mapToLong(Integer::longValue).toArray();
  }

  /**
   * Encoder positions that hold sound; those behind are silence, which is masked. A position is two
   * frames, since the second convolution halves them.
   */
  public int positions() {
    return positions(samples);
  }

  /** Rows of a value that are not masked. */
  public int rows(Probe.Rows kind) {
    return kind == Probe.Rows.POSITIONS ? positions() : tokens.size() - 1;
  }

  static int positions(int samples) {
    int frames = (samples + LogMel.HOP_SAMPLES - 1) / LogMel.HOP_SAMPLES;
    return (frames + 1) / 2;
  }

  /** The log-mel window [M, F]. */
  public float[] features(LogMel logMel, int frames) {
    return logMel.window(AudioReader.read(audio).samples(), 0, samples, frames);
  }

  /** This clip alone as a batch, in its window, as an export hears it. */
  public Batch batch(LogMel logMel, WhisperConfig config) {
    int frames = window.frames(samples, config.windowFrames());
    return new Batch(
        config.melBins(),
        frames,
        List.of(features(logMel, frames)),
        List.of(frames),
        List.of(tokens.stream().mapToInt(Integer::intValue).toArray()),
        promptTokens,
        window.filled());
  }
}
