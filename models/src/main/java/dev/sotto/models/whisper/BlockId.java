package dev.sotto.models.whisper;

import java.util.Comparator;
import java.util.Objects;

/**
 * A part of a layer whose groups can be removed: an attention or a feed-forward network.
 *
 * @param layer counted from 0
 */
public record BlockId(Stack stack, int layer, Kind kind) implements Comparable<BlockId> {

  /** The two stacks of layers. */
  public enum Stack {
    ENCODER("encoder"),
    DECODER("decoder");

    private final String label;

    Stack(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    /** The normalisation behind the last layer, such as {@code encoder.layer_norm}. */
    public String closingNorm() {
      return label + ".layer_norm";
    }
  }

  /** What a block does in its layer; its groups are heads or units. */
  public enum Kind {
    SELF_ATTENTION("self_attn", "self_attn_layer_norm"),
    CROSS_ATTENTION("encoder_attn", "encoder_attn_layer_norm"),
    FEED_FORWARD("ffn", "final_layer_norm");

    private final String label;
    private final String norm;

    Kind(String label, String norm) {
      this.label = label;
      this.norm = norm;
    }

    public String label() {
      return label;
    }

    public boolean isAttention() {
      return this != FEED_FORWARD;
    }
  }

  public BlockId {
    Objects.requireNonNull(stack);
    Objects.requireNonNull(kind);
    if (layer < 0) {
      throw new IllegalArgumentException("expected a layer from 0, received " + layer);
    }
  }

  /** For example {@code decoder.layers.3.encoder_attn}. */
  public String name() {
    return layerName() + "." + kind.label;
  }

  /**
   * The role of one of this block's parameters, such as {@code q_proj.weight} or {@code fc1.bias}.
   */
  public String role(String parameter) {
    return (kind.isAttention() ? name() : layerName()) + "." + parameter;
  }

  /**
   * The role of a parameter of the projection that ends this block: of {@code out_proj}, or of
   * {@code fc2}.
   */
  public String outputRole(String parameter) {
    return role((kind.isAttention() ? "out_proj." : "fc2.") + parameter);
  }

  /** The normalisation before this block, such as {@code decoder.layers.3.final_layer_norm}. */
  public String normName() {
    return layerName() + "." + kind.norm;
  }

  /** The role of a parameter of the normalisation before this block. */
  public String normRole(String parameter) {
    return normName() + "." + parameter;
  }

  private String layerName() {
    return stack.label + ".layers." + layer;
  }

  @Override
  public int compareTo(BlockId other) {
    return Comparator.comparing(BlockId::stack)
        .thenComparing(BlockId::layer)
        .thenComparing(BlockId::kind)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return name();
  }
}
