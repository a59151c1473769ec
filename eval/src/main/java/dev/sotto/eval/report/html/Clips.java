package dev.sotto.eval.report.html;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.result.HeardUtterance;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the recordings of utterances are.
 *
 * @param byId each utterance of the data set by its id; empty for a page without sound
 * @param mostBytes of sound that a page may hold
 */
public record Clips(Map<String, Utterance> byId, long mostBytes) {
  /** Four minutes. */
  public static final long MOST_BYTES = 8_000_000;

  public Clips {
    byId = Map.copyOf(byId);
  }

  /** A page without sound. */
  public static Clips none() {
    return new Clips(Map.of(), MOST_BYTES);
  }

  /** The recordings of a data set. */
  public static Clips of(Dataset dataset) {
    Map<String, Utterance> byId = new LinkedHashMap<>();
    dataset.utterances().forEach(utterance -> byId.put(utterance.id(), utterance));
    return new Clips(byId, MOST_BYTES);
  }

  /** The recording in which {@code heard} was heard; a text that differs tells that it is not. */
  Optional<Path> file(HeardUtterance heard) {
    return Optional.ofNullable(byId.get(heard.id()))
        .filter(said -> Objects.equals(said.reference(), heard.reference()))
        .map(Utterance::audio);
  }
}
