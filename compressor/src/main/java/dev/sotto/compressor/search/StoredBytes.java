package dev.sotto.compressor.search;

import dev.sotto.models.graph.MappedData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.WeightSite;
import java.util.HashSet;
import java.util.Set;

/** What an element of a weight takes in files. */
public final class StoredBytes {
  private StoredBytes() {}

  /** In how many places a weight of float32 is stored, as two graphs may have a copy each. */
  public static long copies(LogicalWeight weight) {
    return perElement(weight) / Float.BYTES;
  }

  /** Bytes in all places where it is stored, as two graphs may have a copy each. */
  static long perElement(LogicalWeight weight) {
    long bytes = 0;
    Set<Object> counted = new HashSet<>();
    for (WeightSite site : weight.sites()) {
      Tensor stored = site.tensor();
      if (counted.add(
          stored.data() instanceof MappedData mapped ? mapped.place() : stored.data())) {
        bytes += stored.data().byteSize() / Tensor.elements(stored.shape());
      }
    }
    return bytes;
  }
}
