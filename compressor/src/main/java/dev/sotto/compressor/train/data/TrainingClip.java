package dev.sotto.compressor.train.data;

import dev.sotto.runtime.audio.AudioPart;
import java.util.List;
import java.util.Objects;

/**
 * A clip to train on.
 *
 * @param reference what is said, as written in the data
 * @param tokens prompt, text, and the end token
 * @param frames mel frames of its sound alone
 */
public record TrainingClip(
    String id, AudioPart audio, String reference, List<Integer> tokens, int frames) {

  public TrainingClip {
    Objects.requireNonNull(id);
    Objects.requireNonNull(audio);
    Objects.requireNonNull(reference);
    tokens = List.copyOf(tokens);
  }

  int[] tokenArray() {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }
}
