package dev.sotto.models.weights;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.Transposition;
import dev.sotto.models.whisper.LogicalAxis;
import dev.sotto.models.whisper.Ranges;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a graph stores a role's weight. To its role a matrix is float32 {@code [out, in]}:
 *
 * <pre>
 *   stored tensor ── slice ── decode ── transpose ── logical tensor
 * </pre>
 *
 * <p>All of it happens when the numbers are asked for; a weight that is stored as it is to its role
 * is the stored tensor itself.
 *
 * @param transposed whether a matrix is stored as {@code [in, out]}
 * @param slice which part of a packed tensor is the role's; none where it has the tensor to itself
 */
public record StoredForm(boolean transposed, Optional<Slice> slice, Encoding encoding) {

  /** Steps {@code from} to {@code from + size} along axis {@code axis} of the stored tensor. */
  public record Slice(int axis, int from, int size) {
    Ranges ranges() {
      return Ranges.of(from, from + size);
    }
  }

  /** The form of a weight that has {@code stored} to itself. */
  public static StoredForm whole(Tensor stored, boolean transposed) {
    return new StoredForm(transposed && stored.rank() == 2, Optional.empty(), Encoding.of(stored));
  }

  /** The form of a weight that is a part of {@code packed}. */
  public static StoredForm slice(Tensor packed, boolean transposed, Slice slice) {
    return new StoredForm(
        transposed && packed.rank() == 2, Optional.of(slice), Encoding.of(packed));
  }

  public StoredForm withSlice(Slice other) {
    return new StoredForm(transposed, Optional.of(other), encoding);
  }

  /** Which axis of the stored tensor is {@code axis} of a logical form of as many axes. */
  public int storedAxis(LogicalAxis axis, int rank) {
    boolean first = (axis == LogicalAxis.OUT) != transposed;
    return rank == 1 || first ? 0 : 1;
  }

  /** Where steps of the role's own lie along {@code axis} of the stored tensor. */
  public Ranges stored(int axis, Ranges own) {
    return slice
        .filter(part -> part.axis() == axis)
        .map(part -> own.shifted(part.from()))
        .orElse(own);
  }

  /** The role's own part, encoded and turned as it is stored. */
  public Tensor part(Tensor stored) {
    return slice.map(part -> SlicedData.slice(stored, part.axis(), part.ranges())).orElse(stored);
  }

  /** The shape to its role. */
  public long[] shape(Tensor stored) {
    long[] shape = stored.shape();
    slice.ifPresent(part -> shape[part.axis()] = part.size());
    return transposed ? new long[] {shape[1], shape[0]} : shape;
  }

  /** The weight to its role. */
  public Tensor logical(Tensor stored) {
    Tensor numbers = encoding.decode(part(stored));
    return transposed ? Transposition.transpose(numbers) : numbers;
  }

  /**
   * {@code stored} with another weight in place of the role's.
   *
   * @param logical float32
   * @throws IllegalArgumentException if its shape is not that of the role
   */
  public Tensor replace(Tensor stored, Tensor logical) {
    if (!Arrays.equals(shape(stored), logical.shape())) {
      throw new IllegalArgumentException(
          "expected " + Arrays.toString(shape(stored)) + ", received " + logical);
    }
    return withPart(
        stored, encoding.encode(transposed ? Transposition.transpose(logical) : logical));
  }

  /** {@code stored} with another part in place of the role's own, encoded and turned as it is. */
  public Tensor withPart(Tensor stored, Tensor part) {
    return slice
        .map(place -> AxisSteps.splice(stored, place.axis(), place.from(), part))
        .orElseGet(() -> stored.withData(stored.shape(), part.data()));
  }
}
