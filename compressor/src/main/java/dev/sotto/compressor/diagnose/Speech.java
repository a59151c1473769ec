package dev.sotto.compressor.diagnose;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.AudioPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Recordings that a diagnosis may listen to, with what is said in them where that is known.
 *
 * @param name what to call them all in messages
 */
public record Speech(String name, List<Recording> recordings) {
  /** Similarity needs a pair. */
  static final int LEAST_CLIPS = 2;

  /**
   * A recording.
   *
   * @param text what is said in it
   * @param language in which
   */
  public record Recording(
      String id, AudioPart audio, Optional<String> text, Optional<String> language) {
    public Recording {
      Objects.requireNonNull(id);
      Objects.requireNonNull(audio);
    }
  }

  /**
   * @throws SottoException if a file is there twice, which would be found to be like itself
   */
  public Speech {
    Objects.requireNonNull(name);
    recordings = List.copyOf(recordings);
    Set<AudioPart> heard = new HashSet<>();
    for (Recording recording : recordings) {
      AudioPart audio = recording.audio();
      if (!heard.add(audio.in(real(audio.file())))) {
        throw SottoException.badInput(
            audio.toString(), "expected recordings that differ, found this one twice");
      }
    }
  }

  /** Where a file lies, whatever links lead there. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      // Whoever reads it will say what is wrong.
      return file.toAbsolutePath().normalize();
    }
  }

  /** The clips of a data set with their references; an empty reference is no text. */
  public static Speech of(Dataset dataset) {
    return new Speech(
        dataset.name(),
        dataset.utterances().stream()
            .map(
                utterance ->
                    new Recording(
                        utterance.id(),
                        utterance.audio(),
                        Optional.of(utterance.reference().strip()).filter(text -> !text.isEmpty()),
                        utterance.language()))
            .toList());
  }

  /** Recordings of which nothing is known. */
  public static Speech of(List<Path> files) {
    return new Speech(
        "audio",
        files.stream()
            .map(
                file ->
                    new Recording(
                        file.toString(), AudioPart.whole(file), Optional.empty(), Optional.empty()))
            .toList());
  }

  /**
   * Draws recordings, and keeps their order.
   *
   * @param count how many; all if there are fewer
   * @throws SottoException if {@code count} is below 2, or there are fewer: similarity needs a pair
   */
  Speech draw(int count, long seed) {
    if (count < LEAST_CLIPS) {
      throw new SottoException(
          SottoException.Code.USAGE,
          "expected at least "
              + LEAST_CLIPS
              + " clips to compare with one another, found "
              + count);
    }
    if (recordings.size() < LEAST_CLIPS) {
      throw SottoException.badInput(
          name,
          "expected at least "
              + LEAST_CLIPS
              + " recordings to compare with one another, found "
              + recordings.size());
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < recordings.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    return new Speech(
        name,
        order.subList(0, Math.min(count, order.size())).stream()
            .sorted()
            .map(recordings::get)
            .toList());
  }
}
