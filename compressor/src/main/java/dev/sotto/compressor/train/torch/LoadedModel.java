package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.whisper.BlockId;
import java.util.HashMap;
import java.util.Map;

/**
 * A model in memory for some clips of the same streams, and what is the same for all of them: what
 * cross-attentions make of silence, which is most of what they read of a short clip.
 */
final class LoadedModel {
  private final WhisperBlock model;
  private final NDManager manager;
  private final Map<BlockId, AttentionMemory> silence = new HashMap<>();

  LoadedModel(ModelSizes sizes, Parameters parameters, NDManager manager) {
    this.model = new WhisperBlock(sizes, parameters, manager, false);
    this.manager = manager;
  }

  WhisperBlock model() {
    return model;
  }

  /**
   * What a cross-attention reads of a whole window of silence.
   *
   * @param states that the encoder gave of it [1, S, D]
   */
  AttentionMemory silence(BlockId block, NDArray states) {
    return silence.computeIfAbsent(block, key -> model.memory(states, key).in(manager));
  }
}
