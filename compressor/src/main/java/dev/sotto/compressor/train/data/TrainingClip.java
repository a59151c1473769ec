package dev.sotto.compressor.train.data;

import dev.sotto.runtime.audio.AudioPart;
import java.util.List;

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
    tokens = List.copyOf(tokens);
  }
}
