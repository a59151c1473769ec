package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.runtime.features.LogMel;
import java.util.Collections;
import java.util.Optional;

/**
 * What an encoder makes of a whole window without a sound: what a decoder reads behind a clip that
 * is heard in a window as long as itself.
 */
final class Silence {
  private final ModelSizes sizes;
  private final Parameters parameters;
  private final boolean changes;
  private float[] states = {};

  /**
   * @param changes whether the weights do, so that states of before are of no use
   */
  Silence(ModelSizes sizes, Parameters parameters, boolean changes) {
    this.sizes = sizes;
    this.parameters = parameters;
    this.changes = changes;
  }

  /**
   * What follows the clips of a batch.
   *
   * @return [1, P, D], without a gradient; none where a batch is not filled up or all of its clips
   *     fill the window
   */
  Optional<NDArray> behind(Batch batch, NDManager manager) {
    if (!batch.filled() || Collections.min(batch.frames()) >= sizes.windowFrames()) {
      return Optional.empty();
    }
    if (changes || states.length == 0) {
      states = listen(manager);
    }
    int positions = AttentionMasks.positions(sizes.windowFrames());
    return Optional.of(manager.create(states, new Shape(1, positions, states.length / positions)));
  }

  private float[] listen(NDManager manager) {
    float[] window = new LogMel(sizes.melBins()).silence(sizes.windowFrames());
    try (NDManager own = manager.newSubManager()) {
      WhisperBlock model = new WhisperBlock(sizes, parameters, own, false);
      Shape shape = new Shape(1, sizes.melBins(), sizes.windowFrames());
      return model.encode(own.create(window, shape), Optional.empty()).toFloatArray();
    }
  }
}
