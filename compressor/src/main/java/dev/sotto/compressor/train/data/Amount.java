package dev.sotto.compressor.train.data;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.PartReader;
import java.util.List;

/**
 * How much there is to train on.
 *
 * @param longestSeconds of the longest clip
 */
public record Amount(int clips, double longestSeconds) {
  /** Clips that are read where the data does not say how long they are. */
  private static final int MOST_READ = 200;

  /**
   * Measures a data set. Of clips whose length the data does not say, at most 200 are read, spread
   * evenly; those that cannot be read are for others to report.
   */
  public static Amount of(Dataset data) {
    List<Utterance> unknown =
        data.utterances().stream().filter(clip -> clip.durationSeconds().isEmpty()).toList();
    double longest =
        data.utterances().stream()
            .flatMapToDouble(clip -> clip.durationSeconds().stream())
            .max()
            .orElse(0);
    int step = Math.max(1, (unknown.size() + MOST_READ - 1) / MOST_READ);
    try (PartReader reader = new PartReader()) {
      for (int i = 0; i < unknown.size(); i += step) {
        longest = Math.max(longest, seconds(unknown.get(i), reader));
      }
    }
    return new Amount(data.utterances().size(), longest);
  }

  private static double seconds(Utterance clip, PartReader reader) {
    try {
      return reader.read(clip.audio()).seconds();
    } catch (SottoException e) {
      return 0;
    }
  }
}
