package dev.sotto.models.weights;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.NumberFormat;
import java.util.List;
import java.util.Optional;

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

  /** The shape to the role: {@code [out, in]} for a matrix. */
  public long[] shape() {
    return first().form().shape(first().tensor());
  }

  /** Number of elements. */
  public long elements() {
    return Tensor.elements(shape());
  }

  /** The weight as float32 {@code [out, in]}, made from what is stored when it is asked for. */
  public Tensor logical() {
    return first().form().logical(first().tensor());
  }

  private String stored(Tensor part) {
    return packing().map(NumberFormat::label).orElseGet(() -> part.type().toString());
  }

  /** As what a file keeps the numbers, if not as floats that are used as they are. */
  public Optional<NumberFormat> packing() {
    return first().form().encoding() instanceof PackedEncoding packed
        ? Optional.of(packed.format())
        : Optional.empty();
  }

  /**
   * The weight as it is stored, which for a matrix may be {@code [in, out]}: the order of the
   * elements in which nothing needs to be moved.
   *
   * @throws SottoException if it is not stored as float32
   */
  public Tensor float32() {
    Tensor part = first().form().part(first().tensor());
    if (first().form().encoding() != FloatEncoding.FLOAT32) {
      throw SottoException.badInput(
          role, "expected float32 weights, found " + stored(part) + "; use the float32 export");
    }
    return part;
  }
}
