package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.sotto.compressor.train.data.Batch;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a decoder reads of a batch: what the encoder makes of it and, where clips are filled up,
 * what it makes of silence from the end of each clip to the end of the model's window.
 *
 * @param audio [B, S, D]
 * @param mask of what is not a clip's, [B, 1, 1, S] or [B, 1, 1, S + R]; none if all is
 * @param silence [1, R, D], from the end of the shortest clip on
 */
record EncodedBatch(NDArray audio, Optional<NDArray> mask, Optional<NDArray> silence) {

  /**
   * Encodes a batch.
   *
   * @param silence the states of a whole window of it [1, P, D]; none for clips with nothing behind
   *     them
   */
  static EncodedBatch of(
      WhisperBlock model, Batch batch, Optional<NDArray> silence, NDManager manager) {
    Optional<NDArray> padding =
        AttentionMasks.padding(batch.frames(), batch.batchFrames(), manager);
    Shape shape = new Shape(batch.size(), batch.melBins(), batch.batchFrames());
    NDArray audio = model.encode(manager.create(batch.stackedFeatures(), shape), padding);
    if (silence.isEmpty()) {
      return new EncodedBatch(audio, padding, Optional.empty());
    }
    int from = AttentionMasks.positions(Collections.min(batch.frames()));
    NDArray behind = silence.get().get(":," + from + ":,:");
    int states = (int) behind.getShape().get(1);
    NDArray mask =
        AttentionMasks.filling(batch.frames(), batch.batchFrames(), from, states, manager);
    return new EncodedBatch(audio, Optional.of(mask), Optional.of(behind));
  }

  /** All but the mask. */
  Stream<NDArray> arrays() {
    return Stream.concat(Stream.of(audio), silence.stream());
  }
}
