package dev.sotto.compressor.verify;

import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * What a model computes when input and tokens are given: one window of noise, a prompt of four
 * tokens, and four more with the cache, so that both forms of the decoder and the cache between
 * them take part.
 *
 * @param states the encoder's output [S, D], in one row
 * @param logits after each token [V], of the tokens that both models have
 */
record ForcedRun(List<float[]> states, List<float[]> logits) {
  private static final int PROMPT_TOKENS = 4;
  private static final int STEPS = 4;

  /** Runs a model and looks at all its tokens. */
  static ForcedRun of(WhisperRunner runner, long seed) {
    return of(runner, seed, runner.vocabulary(), token -> token);
  }

  /**
   * Runs a model.
   *
   * @param tokens how many tokens the model that it is compared with has
   * @param id the id here of each of them
   */
  static ForcedRun of(WhisperRunner runner, long seed, int tokens, IntUnaryOperator id) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] window = new float[runner.config().melBins() * runner.config().windowFrames()];
    for (int index = 0; index < window.length; index++) {
      window[index] = (float) (2 * random.nextDouble() - 1);
    }
    long[] prompt = random.longs(PROMPT_TOKENS, 0, tokens).map(token -> id(id, token)).toArray();
    long[] steps = random.longs(STEPS, 0, tokens).map(token -> id(id, token)).toArray();
    List<float[]> logits = new ArrayList<>();
    try (EncodedAudio audio = runner.encode(List.of(window));
        DecoderRun run = runner.decode(audio)) {
      Logits given = run.prompt(prompt);
      for (int token = 0; token < PROMPT_TOKENS; token++) {
        logits.add(compared(given.row(0, token), tokens, id));
      }
      for (long token : steps) {
        logits.add(compared(run.step(new long[] {token}).row(0, 0), tokens, id));
      }
      return new ForcedRun(List.of(audio.toFloats()), logits);
    }
  }

  private static long id(IntUnaryOperator id, long token) {
    return id.applyAsInt(Math.toIntExact(token));
  }

  /** The logits of the tokens that both models have. */
  private static float[] compared(float[] logits, int tokens, IntUnaryOperator id) {
    float[] compared = new float[tokens];
    for (int token = 0; token < tokens; token++) {
      compared[token] = logits[id.applyAsInt(token)];
    }
    return compared;
  }

  /** The largest absolute difference; NaN if any value is, or the sizes differ. */
  static double largestDifference(List<float[]> expected, List<float[]> found) {
    if (expected.size() != found.size()) {
      return Double.NaN;
    }
    double largest = 0;
    for (int row = 0; row < expected.size(); row++) {
      float[] one = expected.get(row);
      float[] other = found.get(row);
      if (one.length != other.length) {
        return Double.NaN;
      }
      for (int index = 0; index < one.length; index++) {
        // Math.max gives NaN if either argument is NaN.
        largest = Math.max(largest, Math.abs((double) one[index] - other[index]));
      }
    }
    return largest;
  }
}
