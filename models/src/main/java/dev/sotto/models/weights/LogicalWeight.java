package dev.sotto.models.weights;

import dev.sotto.models.whisper.LogicalAxis;
import java.util.List;

/**
 * A weight of the model by its role, and every place that reads it.
 *
 * @param role for example {@code decoder.layers.3.encoder_attn.k_proj.weight}
 */
public record LogicalWeight(String role, List<WeightSite> sites) {

  public LogicalWeight {
    sites = List.copyOf(sites);
    if (sites.isEmpty()) {
      throw new IllegalArgumentException(role + ": expected at least one site");
    }
  }

  /** The site that stands for all: they agree. */
  public WeightSite first() {
    return sites.get(0);
  }

  /** Number of elements. */
  public long elements() {
    return first().tensor().elements();
  }

  /** Size of a logical axis. */
  public int size(LogicalAxis axis) {
    return Math.toIntExact(first().tensor().shape()[first().storedAxis(axis)]);
  }
}
