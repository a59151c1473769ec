package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;

/** Sees the residual stream where a layer normalisation is about to read it, and may replace it. */
@FunctionalInterface
interface StreamTap {
  /** Leaves the stream as it is. */
  StreamTap NONE = (norm, stream) -> stream;

  /**
   * What is to go on in the place of the stream, both into the normalisation and past it.
   *
   * @param norm what the roles of the normalisation begin with
   * @param stream [B, positions, D]
   */
  NDArray at(String norm, NDArray stream);
}
