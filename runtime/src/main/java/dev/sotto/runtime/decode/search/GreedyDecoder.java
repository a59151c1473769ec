package dev.sotto.runtime.decode.search;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.Decoder;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.WhisperRunner;
import java.util.List;

/**
 * The most probable token at each step, with the model's suppression lists, as Hugging Face's
 * {@code generate} does it; but a text that begins to repeat itself is cut.
 */
public final class GreedyDecoder implements Decoder {
  private final SearchSpace space;

  /**
   * A decoder that is shown no text before it writes, whatever the options say.
   *
   * @throws SottoException if the model does not know the language or task, or its files contradict
   *     each other
   */
  public GreedyDecoder(WhisperRunner runner, DecodingOptions options) {
    this(new SearchSpace(runner, options, List.of()));
  }

  GreedyDecoder(SearchSpace space) {
    this.space = space;
  }

  /**
   * Decodes log-mel windows [M, F], row-major, as one batch.
   *
   * @return one decoding for each, in their order
   * @throws SottoException if a window does not fit the model, or the model fails on it
   */
  public List<Decoding> decode(List<float[]> windows) {
    try (EncodedAudio audio = space.runner().encode(windows)) {
      return decode(audio);
    }
  }

  @Override
  public List<Decoding> decode(EncodedAudio audio) {
    try (SearchSpace.Begun begun = space.begin(audio)) {
      List<List<Sequence>> found =
          new StepwiseSearch(space, 1).run(begun, audio.size(), copy -> NextToken::best);
      return begun.decodings(found.stream().map(one -> one.get(0)).toList(), 0);
    }
  }
}
