package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.SearchOptions;
import dev.sotto.runtime.decode.search.NextToken.Choice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The sequences of one utterance in a search with {@code n} beams, as OpenAI's {@code
 * BeamSearchDecoder} has them. Each beam goes on with its {@code n + 1} likeliest tokens; of all
 * these the best stay, by the sum of their log probabilities, until {@code n} are there that have
 * not ended; those that have ended and were better than the last of them are candidates. The search
 * is done when {@code n} times the patience are candidates; if fewer than {@code n} are when the
 * room for tokens ends, the best of the beams become candidates, too.
 *
 * <p>It is done as well when the best beam begins to repeat itself, which it is cut for.
 *
 * @see <a href="https://github.com/openai/whisper/blob/main/whisper/decoding.py">decoding.py,
 *     BeamSearchDecoder</a>
 */
final class Beams {
  private final SearchOptions search;
  private final SearchSpace space;
  private final int enough;
  private final List<Sequence> candidates = new ArrayList<>();
  private List<Extended> beams = List.of();
  private Optional<Sequence> looped = Optional.empty();

  /** A sequence that has grown by one token, and the beam that it was. */
  private record Extended(Sequence sequence, int source) {
    double score() {
      return sequence.logProbability();
    }
  }

  Beams(SearchOptions search, SearchSpace space) {
    this.search = search;
    this.space = space;
    this.enough = (int) Math.round(search.beams() * search.patience());
  }

  /** Starts with the likeliest tokens after the prompt of row {@code item}. */
  void begin(Logits logits, int item) {
    List<Extended> extended = new ArrayList<>();
    extend(new Sequence(), logits, item, 0, extended);
    keep(extended);
  }

  /** Goes on by one token; the beams are the rows from {@code first} on. */
  void extend(Logits logits, int first) {
    if (isDone()) {
      return;
    }
    List<Extended> extended = new ArrayList<>();
    for (int beam = 0; beam < beams.size(); beam++) {
      extend(beams.get(beam).sequence(), logits, first + beam, beam, extended);
    }
    keep(extended);
  }

  private void extend(
      Sequence sequence, Logits logits, int row, int beam, List<Extended> extended) {
    space.next().read(logits, row, sequence.tokens());
    for (Choice choice : space.next().likeliest(search.beams() + 1)) {
      extended.add(new Extended(sequence.with(choice, space.endToken()), beam));
    }
  }

  private void keep(List<Extended> extended) {
    extended.sort(Comparator.comparingDouble(Extended::score).reversed());
    List<Extended> kept = new ArrayList<>();
    for (Extended each : extended) {
      if (!each.sequence().ended()) {
        kept.add(each);
      } else if (candidates.size() < enough) {
        candidates.add(each.sequence());
      }
      if (kept.size() == search.beams()) {
        break;
      }
    }
    beams = kept;
    if (!kept.isEmpty()) {
      Sequence best = kept.get(0).sequence();
      looped = Optional.of(best.cutIfLooping(space.loops())).filter(Sequence::looped);
    }
  }

  boolean isDone() {
    return candidates.size() >= enough || looped.isPresent() || beams.isEmpty();
  }

  /** The last token of each beam; the end token for rows that nobody looks at. */
  LongStream lastTokens(int endToken) {
    return IntStream.range(0, search.beams())
        .mapToLong(
            beam ->
                isDone() || beam >= beams.size() ? endToken : beams.get(beam).sequence().last());
  }

  /** Which row each beam goes on from; {@code first} for rows that nobody looks at. */
  IntStream sources(int first) {
    return IntStream.range(0, search.beams())
        .map(beam -> isDone() || beam >= beams.size() ? first : first + beams.get(beam).source());
  }

  /** What the best is chosen from; at least one. */
  List<Sequence> candidates() {
    List<Sequence> all = new ArrayList<>(candidates);
    looped.ifPresentOrElse(
        all::add,
        () ->
            beams.stream()
                .limit(Math.max(0, search.beams() - candidates.size()))
                .map(Extended::sequence)
                .forEach(all::add));
    return all;
  }
}
