package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;

/** A weight that a file stores in few bits, and the nodes that compute on it. */
interface StoredWeight {
  /** Has a product with the weight computed on what is stored. */
  void multiply(Graph graph, Node product);

  /** Has rows of the weight gathered from what is stored. */
  void gather(Graph graph, Node gather);
}
