package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.Decoder;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.SearchOptions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Follows the best sequences of each utterance at a time, as OpenAI's {@code BeamSearchDecoder}
 * does: see {@link Beams}.
 */
final class BeamDecoder implements Decoder {
  private final SearchSpace space;
  private final SearchOptions search;

  BeamDecoder(SearchSpace space, SearchOptions search) {
    this.space = space;
    this.search = search;
  }

  @Override
  public List<Decoding> decode(EncodedAudio audio) {
    List<Beams> utterances =
        Stream.generate(() -> new Beams(search, space)).limit(audio.size()).toList();
    try (SearchSpace.Begun begun = space.begin(audio)) {
      IntStream.range(0, audio.size())
          .forEach(item -> utterances.get(item).begin(begun.logits(), item));
      int[] rows =
          IntStream.range(0, audio.size() * search.beams())
              .map(row -> row / search.beams())
              .toArray();
      for (int step = 1; step < begun.limit() && !allDone(utterances); step++) {
        begun.run().select(rows);
        Logits logits =
            begun.run().step(utterances.stream().flatMapToLong(beams -> tokens(beams)).toArray());
        for (int item = 0; item < utterances.size(); item++) {
          utterances.get(item).extend(logits, item * search.beams());
        }
        rows =
            IntStream.range(0, utterances.size())
                .flatMap(item -> utterances.get(item).sources(item * search.beams()))
                .toArray();
      }
      Ranking ranking = new Ranking(search.lengthPenalty());
      return begun.decodings(
          utterances.stream().map(Beams::candidates).map(ranking::best).toList(), 0);
    }
  }

  private LongStream tokens(Beams beams) {
    return beams.lastTokens(space.endToken());
  }

  private static boolean allDone(List<Beams> utterances) {
    return utterances.stream().allMatch(Beams::isDone);
  }
}
