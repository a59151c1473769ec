package dev.sotto.compressor.search;

import dev.sotto.models.graph.MappedData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.WeightSite;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What elements of a weight take in files. */
public final class StoredBytes {
  private StoredBytes() {}

  /** In how many places a weight of float32 is stored, as two graphs may have a copy each. */
  public static long copies(LogicalWeight weight) {
    return of(weight, 1) / Float.BYTES;
  }

  /**
   * Bytes of some of its elements in all places where they are stored, as two graphs may have a
   * copy each; of a weight of few bits, which lie in blocks or rows, of as many of these.
   */
  static long of(LogicalWeight weight, long elements) {
    return elements * all(weight) / weight.elements();
  }

  private static long all(LogicalWeight weight) {
    long rows = weight.shape()[0];
    Optional<Long> packed =
        weight.packing().map(format -> format.bytes(rows, weight.elements() / rows));
    long bytes = 0;
    Set<Object> counted = new HashSet<>();
    for (WeightSite site : weight.sites()) {
      Tensor stored = site.tensor();
      if (counted.add(
          stored.data() instanceof MappedData mapped ? mapped.place() : stored.data())) {
        // Of a tensor that holds others as well, the share of this weight.
        bytes +=
            packed.orElseGet(
                () -> stored.data().byteSize() / stored.elements() * weight.elements());
      }
    }
    return bytes;
  }
}
