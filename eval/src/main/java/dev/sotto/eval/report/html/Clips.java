package dev.sotto.eval.report.html;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.models.SottoException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where the recordings that were measured are.
 *
 * @param byId each utterance that was measured by its id; empty for a page without sound
 * @param mostCharacters that sound may take in a page
 * @param absence why there is no sound; empty if there is
 */
public record Clips(Map<String, Utterance> byId, long mostCharacters, String absence) {
  /** Three minutes, as the page holds four characters for every three bytes. */
  public static final long MOST_CHARACTERS = 8_000_000;

  public Clips {
    Objects.requireNonNull(absence);
    byId = Map.copyOf(byId);
  }

  /** A page without sound, and why. */
  public static Clips none(String absence) {
    return new Clips(Map.of(), MOST_CHARACTERS, absence);
  }

  /**
   * The recordings in {@code dataset} of which {@code result} speaks, if they are the very ones: a
   * recording that was not measured would mislead who listens to it.
   */
  public static Clips of(Dataset dataset, EvalResult result) {
    Map<String, Utterance> all = new HashMap<>();
    dataset.utterances().forEach(utterance -> all.put(utterance.id(), utterance));
    List<String> ids = result.utterances().stream().map(HeardUtterance::id).toList();
    if (!all.keySet().containsAll(ids)) {
      return none("the data set given is not the one that was measured");
    }
    List<Utterance> measured = ids.stream().map(all::get).toList();
    try {
      if (!new Dataset(dataset.name(), measured)
          .fingerprint()
          .equals(result.data().fingerprint())) {
        return none("the data set given holds other recordings or texts than were measured");
      }
    } catch (SottoException e) {
      return none("a recording cannot be read: " + e.getMessage());
    }
    all.keySet().retainAll(ids);
    return new Clips(all, MOST_CHARACTERS, "");
  }
}
