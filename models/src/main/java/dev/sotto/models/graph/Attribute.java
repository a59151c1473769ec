package dev.sotto.models.graph;

import java.util.List;

/** An attribute of a node. */
public sealed interface Attribute {

  record Int(long value) implements Attribute {}

  record Real(float value) implements Attribute {}

  record Text(String value) implements Attribute {}

  record Ints(List<Long> values) implements Attribute {
    public Ints {
      values = List.copyOf(values);
    }
  }

  record Reals(List<Float> values) implements Attribute {
    public Reals {
      values = List.copyOf(values);
    }
  }

  record TensorValue(Tensor value) implements Attribute {}

  /** A subgraph, such as a branch of an {@code If}; it can be edited in place. */
  record Subgraph(Graph graph) implements Attribute {}

  /**
   * A kind that no rule edits (strings, sparse tensors, types, lists of graphs); kept as it was
   * read.
   */
  record Opaque(String kind) implements Attribute {}
}
