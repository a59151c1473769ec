package dev.sotto.models.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes out of the graphs of a file what an edit left without a reader. */
public final class Sweep {
  private final Graph root;

  /** Initializers that somebody read before the edit. */
  private final Set<String> read;

  /**
   * Takes note of what is read before an edit.
   *
   * @param root the outermost graph of a file
   */
  public Sweep(Graph root) {
    this.root = root;
    this.read = reads(root);
  }

  /** Removes nodes on which no output depends. */
  public void nodes() {
    sweep(root);
  }

  private static void sweep(Graph graph) {
    graph.nodes().forEach(node -> node.subgraphs().values().forEach(Sweep::sweep));
    Set<String> needed = new HashSet<>();
    graph.outputs().forEach(output -> needed.add(output.name()));
    int before;
    do {
      before = needed.size();
      for (Node node : graph.nodes()) {
        if (node.outputs().stream().anyMatch(needed::contains)) {
          needed.addAll(node.inputs());
          node.subgraphs().values().forEach(inner -> needed.addAll(reads(inner)));
        }
      }
    } while (needed.size() > before);
    graph.nodes().removeIf(node -> node.outputs().stream().noneMatch(needed::contains));
  }

  /** Removes initializers that lost their last reader, and declarations of what is gone. */
  public void rest() {
    Set<String> gone = new HashSet<>(read);
    gone.removeAll(reads(root));
    rest(root, gone);
  }

  private static void rest(Graph graph, Set<String> gone) {
    List<String> unread =
        graph.initializers().stream().map(tensor -> tensor.name()).filter(gone::contains).toList();
    unread.forEach(graph::removeInitializer);
    graph.inputs().removeIf(input -> unread.contains(input.name()));
    Set<String> written = new HashSet<>();
    graph.inputs().forEach(input -> written.add(input.name()));
    graph.initializers().forEach(tensor -> written.add(tensor.name()));
    graph.nodes().forEach(node -> written.addAll(node.outputs()));
    graph.values().removeIf((ValueInfo value) -> !written.contains(value.name()));
    graph.nodes().forEach(node -> node.subgraphs().values().forEach(inner -> rest(inner, gone)));
  }

  /** All that a graph and its subgraphs read, its outputs too. */
  private static Set<String> reads(Graph graph) {
    Set<String> values = new HashSet<>();
    graph.outputs().forEach(output -> values.add(output.name()));
    for (Node node : graph.nodes()) {
      values.addAll(node.inputs());
      node.subgraphs().values().forEach(inner -> values.addAll(reads(inner)));
    }
    return values;
  }
}
