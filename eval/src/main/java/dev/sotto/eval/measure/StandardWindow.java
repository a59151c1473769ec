package dev.sotto.eval.measure;

import dev.sotto.runtime.decode.ContextChoice;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.FittedWindow;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.transcribe.Windows.Window;
import java.util.List;

/**
 * The same work for every model, that of the standard figure for FLOPs: one window through the
 * encoder, then {@value #PROMPT_TOKENS} prompt tokens and {@value #GENERATED_TOKENS} further ones
 * through the decoder. Which tokens they are changes nothing about the work, so it is always the
 * first of the vocabulary. Of clips that are shorter than a window, a model that takes windows of
 * any length is given as much as it needs.
 */
final class StandardWindow {
  static final int PROMPT_TOKENS = 4;
  static final int GENERATED_TOKENS = 30;

  private final WhisperRunner runner;
  private final LogMel logMel;
  private final FittedWindow fitted;

  /** Nanoseconds of each part; {@code perToken} is the mean over the generated tokens. */
  record Times(long features, long encoder, long firstToken, double perToken) {
    double total() {
      return features + encoder + firstToken + GENERATED_TOKENS * perToken;
    }
  }

  StandardWindow(WhisperRunner runner) {
    this.runner = runner;
    this.logMel = new LogMel(runner.config().melBins());
    this.fitted = runner.window(ContextChoice.AUTO);
  }

  Times run(float[] samples, Window window) {
    long start = System.nanoTime();
    int frames = fitted.frames(window.length(), runner.config().windowFrames());
    float[] features = logMel.window(samples, window.from(), window.to(), frames);
    long heard = System.nanoTime();
    try (EncodedAudio audio = runner.encode(List.of(features), fitted.filled())) {
      long encoded = System.nanoTime();
      try (DecoderRun run = runner.decode(audio)) {
        run.prompt(new long[PROMPT_TOKENS]);
        long prompted = System.nanoTime();
        for (int token = 0; token < GENERATED_TOKENS; token++) {
          run.step(new long[1]);
        }
        double perToken = (double) (System.nanoTime() - prompted) / GENERATED_TOKENS;
        return new Times(heard - start, encoded - heard, prompted - encoded, perToken);
      }
    }
  }
}
