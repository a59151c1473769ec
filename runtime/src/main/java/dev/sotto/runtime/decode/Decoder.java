package dev.sotto.runtime.decode;

import java.util.List;

/** A way to find the text of windows: the search, with all rules that it keeps to. */
public interface Decoder {

  /**
   * Decodes windows that the same runner has encoded; the audio stays open. What is written for one
   * window does not depend on the others, but for logits that differ by rounding alone.
   *
   * @return one decoding for each window, in their order
   * @throws dev.sotto.models.SottoException if the model fails on it
   */
  List<Decoding> decode(EncodedAudio audio);
}
