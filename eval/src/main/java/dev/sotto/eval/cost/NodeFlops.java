package dev.sotto.eval.cost;

import java.util.Objects;
import java.util.Set;

/**
 * What one node costs.
 *
 * @param node its name, or its operator and outputs where it has none
 * @param flops two for each multiply-accumulate
 * @param sources the graph inputs from which its data derive; empty if from constants alone
 */
public record NodeFlops(String node, String operator, long flops, Set<String> sources) {

  public NodeFlops {
    Objects.requireNonNull(node);
    Objects.requireNonNull(operator);
    sources = Set.copyOf(sources);
  }
}
