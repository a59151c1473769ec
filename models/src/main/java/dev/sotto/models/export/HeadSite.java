package dev.sotto.models.export;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import java.util.List;

/** A place where a graph states how many heads an attention has. */
public sealed interface HeadSite {

  /** Does something for a site of each kind. */
  interface Visitor {
    void visit(ShapeElement site);

    void visit(DeclaredAxis site);

    void visit(EmptyCache site);
  }

  void accept(Visitor visitor);

  /** What the number at a site counts. */
  enum Measure {
    /** The heads. */
    HEADS,
    /** The width of all heads together. */
    FEATURES;

    public long of(long heads, long headDim) {
      return this == HEADS ? heads : heads * headDim;
    }
  }

  /**
   * An element of an integer constant that becomes part of a shape.
   *
   * @param path from the node that uses the shape to the constant; each hop reads what the next one
   *     writes
   */
  record ShapeElement(List<Scope.Use> path, int element, Measure measure) implements HeadSite {
    public ShapeElement {
      path = List.copyOf(path);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** Axis {@code axis} of the declared shape of value {@code value} in {@code graph}. */
  record DeclaredAxis(Graph graph, String value, int axis, Measure measure) implements HeadSite {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** Axis {@code axis} of the empty tensor that a Constant node gives in place of a cache. */
  record EmptyCache(Graph graph, Node constant, int axis) implements HeadSite {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}
