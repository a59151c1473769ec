package dev.sotto.runtime.decode;

import java.util.List;

/** The results of one batch, in the order of its windows, and the time they took together. */
public record GreedyBatch(List<GreedyResult> results, StageTimes times) {

  public GreedyBatch {
    results = List.copyOf(results);
  }
}
