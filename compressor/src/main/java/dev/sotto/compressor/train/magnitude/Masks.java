package dev.sotto.compressor.train.magnitude;

import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which elements of which parameters are kept at zero; none at first. */
public final class Masks {
  private final Map<String, BitSet> gone = new LinkedHashMap<>();
  private final Map<String, Integer> lengths = new LinkedHashMap<>();

  /**
   * @param parameters of which elements may be masked
   */
  Masks(Collection<Parameter> parameters) {
    for (Parameter parameter : parameters) {
      gone.put(parameter.role(), new BitSet(parameter.elements()));
      lengths.put(parameter.role(), parameter.elements());
    }
  }

  void mask(String role, int from, int to) {
    gone.get(role).set(from, to);
  }

  public boolean isMasked(String role, int element) {
    BitSet mask = gone.get(role);
    return mask != null && mask.get(element);
  }

  /** Sets what is masked of elements {@code from} to before {@code to} to zero. */
  public void apply(String role, FloatBuffer values, int from, int to) {
    BitSet mask = gone.get(role);
    if (mask == null) {
      return;
    }
    for (int i = mask.nextSetBit(from); i >= 0 && i < to; i = mask.nextSetBit(i + 1)) {
      values.put(i, 0);
    }
  }

  /** Sets all that is masked of a parameter, or of a vector of its length, to zero. */
  public void apply(String role, FloatBuffer values) {
    apply(role, values, 0, values.capacity());
  }

  /** How many elements are masked. */
  public long count() {
    return gone.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** How many elements could be. */
  long length() {
    return lengths.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** Share of the elements that are masked. */
  public double share() {
    return (double) count() / length();
  }

  /** For checkpoints: a bit for each element, the lowest of each byte first, [bytes], by role. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    gone.forEach(
        (role, mask) -> {
          byte[] bits = Arrays.copyOf(mask.toByteArray(), bytes(role));
          tensors.put(
              role,
              new Tensor(
                  "",
                  ElementType.UINT8,
                  new long[] {bits.length},
                  TensorData.of(ByteBuffer.wrap(bits))));
        });
    return tensors;
  }

  /** Bytes of the tensors, by role. */
  public Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    lengths.keySet().forEach(role -> sizes.put(role, bytes(role)));
    return sizes;
  }

  private int bytes(String role) {
    return (lengths.get(role) + Byte.SIZE - 1) / Byte.SIZE;
  }

  /**
   * Takes what {@link #tensors} made of the masks of a role; bits beyond its elements are dropped.
   */
  public void load(String role, ByteBuffer bits) {
    BitSet mask = gone.get(role);
    mask.clear();
    mask.or(BitSet.valueOf(bits));
    mask.clear(lengths.get(role), Math.max(lengths.get(role), mask.length()));
  }
}
