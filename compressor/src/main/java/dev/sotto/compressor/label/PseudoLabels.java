package dev.sotto.compressor.label;

import dev.sotto.eval.dataset.Clip;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Labels that a model wrote.
 *
 * @param judgements on every clip, in the order in which the clips were given
 */
public record PseudoLabels(ModelIdentity model, Request request, List<Judgement> judgements) {

  /**
   * What to label, and how.
   *
   * @param model folder of the export that listens
   * @param clips with and without text
   * @param language what is spoken, whatever the clips say; empty to take what they say, or else
   *     detect it
   * @param batchSize windows heard together
   */
  public record Request(
      Path model,
      List<Clip> clips,
      LabelFilter filter,
      Optional<String> language,
      SessionSettings session,
      int batchSize) {
    public Request {
      clips = List.copyOf(clips);
    }
  }

  public PseudoLabels {
    judgements = List.copyOf(judgements);
  }

  /** Clips whose text was there already. */
  public int given() {
    return of(Judgement.Given.class).size();
  }

  public List<Judgement.Kept> kept() {
    return of(Judgement.Kept.class);
  }

  public List<Judgement.Dropped> dropped() {
    return of(Judgement.Dropped.class);
  }

  public List<Judgement.Unreadable> unreadable() {
    return of(Judgement.Unreadable.class);
  }

  /** Clips that had no text. */
  public int withoutText() {
    return judgements.size() - given();
  }

  /** Whether there is no clip with a text. */
  public boolean isEmpty() {
    return given() == 0 && kept().isEmpty();
  }

  /**
   * Checks that there is something to train on.
   *
   * @param name of the data, for messages
   * @throws SottoException if a clip cannot be read, or none has a text
   */
  public void requireAny(String name) {
    if (!unreadable().isEmpty()) {
      throw SottoException.badInput(
          name,
          "%d of %d clips cannot be read, such as %s"
              .formatted(unreadable().size(), judgements.size(), unreadable().get(0).problem()));
    }
    if (isEmpty()) {
      throw SottoException.checkFailed(
          "%s: expected clips of which the model is sure what is said, found none in %d: %s"
              .formatted(name, withoutText(), reasons()));
    }
  }

  /** How many clips were dropped for each reason that there was. */
  public Map<Reason, Integer> droppedByReason() {
    Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    dropped().forEach(dropped -> counts.merge(dropped.reason(), 1, Integer::sum));
    return counts;
  }

  /** As {@code 2 no-speech, 1 repetitive}. */
  public String reasons() {
    return droppedByReason().entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey().key())
        .collect(Collectors.joining(", "));
  }

  private <T extends Judgement> List<T> of(Class<T> kind) {
    return judgements.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
