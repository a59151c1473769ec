package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.Decoder;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.SearchOptions;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.util.List;

/** The decoder that options ask for. */
public final class Decoders {
  private Decoders() {}

  /**
   * A decoder that is shown what the options say before it writes.
   *
   * @param tokenizer of the same export as {@code runner}; the caller closes both
   * @throws dev.sotto.models.SottoException if the model does not know the language or task, has no
   *     timestamps and is asked for some, or its files contradict each other
   */
  public static Decoder of(
      WhisperRunner runner, WhisperTokenizer tokenizer, DecodingOptions options) {
    return of(runner, tokenizer, options, List.of());
  }

  /**
   * As {@link #of(WhisperRunner, WhisperTokenizer, DecodingOptions)}, for one that goes on.
   *
   * @param written the tokens of what was written before, which it is shown after the prompt
   */
  public static Decoder of(
      WhisperRunner runner,
      WhisperTokenizer tokenizer,
      DecodingOptions options,
      List<Integer> written) {
    List<Integer> before =
        PriorText.tokens(
            tokenizer, options.prompting(), written, runner.config().maxTargetPositions());
    SearchSpace space = new SearchSpace(runner, options, before);
    Decoder first = decoder(space, options.search());
    return options.fallback().retries()
        ? new FallbackDecoder(
            first,
            temperature -> decoder(space, options.search().sampling(temperature)),
            options,
            decoding ->
                tokenizer.decode(runner.tokens().withoutTimestamps(decoding.tokens()), true))
        : first;
  }

  private static Decoder decoder(SearchSpace space, SearchOptions search) {
    if (search.temperature() > 0) {
      return PortionedDecoder.of(new SamplingDecoder(space, search), search.bestOf());
    }
    return search.beams() > 1
        ? PortionedDecoder.of(new BeamDecoder(space, search), search.beams())
        : new GreedyDecoder(space);
  }
}
