package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.Decoder;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.SearchOptions;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws each token by its probability at a temperature, for one or several texts of which the best
 * is kept.
 *
 * <p>Every window is drawn for with the same numbers, so that a text depends on the window, the
 * temperature and the seed alone.
 */
final class SamplingDecoder implements Decoder {
  private final SearchSpace space;
  private final SearchOptions search;

  SamplingDecoder(SearchSpace space, SearchOptions search) {
    this.space = space;
    this.search = search;
  }

  @Override
  public List<Decoding> decode(EncodedAudio audio) {
    Ranking ranking = new Ranking(search.lengthPenalty());
    try (SearchSpace.Begun begun = space.begin(audio)) {
      List<List<Sequence>> found =
          new StepwiseSearch(space, search.bestOf()).run(begun, audio.size(), this::picker);
      return begun.decodings(found.stream().map(ranking::best).toList(), search.temperature());
    }
  }

  private StepwiseSearch.Picker picker(int copy) {
    SplittableRandom random = new SplittableRandom(search.seed());
    for (int earlier = 0; earlier <= copy; earlier++) {
      random = random.split();
    }
    SplittableRandom drawn = random;
    return next -> next.draw(search.temperature(), drawn.nextDouble());
  }
}
