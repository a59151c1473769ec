package dev.sotto.eval.compare;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.json.JsonFiles;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One of the two that a gate compares.
 *
 * @param name how messages call it: a file or a folder
 * @param sha256 of the file that it was read from, or of the file that the result would make
 * @param pairs in the order of the data set
 * @param result if it was evaluated by Sotto, not by another recogniser
 */
public record Subject(
    String name, String sha256, List<TextPair> pairs, Optional<EvalResult> result) {
  public Subject {
    Objects.requireNonNull(name);
    Objects.requireNonNull(sha256);
    pairs = List.copyOf(pairs);
    Objects.requireNonNull(result);
  }

  /** A result in memory, called after the folder of its model. */
  public static Subject of(EvalResult result) {
    return of(
        result.model().folder(), FileHash.sha256(JsonFiles.write(EvalJson.of(result))), result);
  }

  static Subject of(String name, String sha256, EvalResult result) {
    return new Subject(name, sha256, result.pairs(), Optional.of(result));
  }
}
