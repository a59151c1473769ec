package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Edits values of a graph for some of their readers only: whatever else reads a constant or a
 * computed value keeps what it had. Exporters share constants between layers, branches and roles,
 * so nothing may be changed in place that has another reader.
 */
public final class GraphEditor {
  private final Set<String> names = new HashSet<>();
  private final Readers allReaders;

  /**
   * @param root the outermost graph of a file
   */
  GraphEditor(Graph root) {
    collectNames(root);
    allReaders = new Readers(root);
  }

  /**
   * Gives {@code readers}, which read the same initializer, {@code replacement} in its place. Where
   * the graph declares the initializer as well, as exports do that keep initializers among their
   * inputs, the declaration follows: ONNX Runtime refuses a file in which the two differ.
   *
   * @param replacement bears the initializer's name
   */
  public void replaceInitializer(Collection<Use> readers, Tensor replacement) {
    Use first = readers.iterator().next();
    Graph owner = first.graph().ownerOf(first.value()).orElseThrow();
    if (new HashSet<>(readers).containsAll(allReaders.of(owner, first.value()))) {
      put(owner, replacement);
      return;
    }
    Tensor own = replacement.withName(fresh(replacement.name()));
    store(owner, own, replacement.name());
    readers.forEach(use -> allReaders.redirect(use, own.name()));
  }

  /** Puts an initializer in the place of that of its name, for all who read it. */
  static void put(Graph owner, Tensor replacement) {
    owner.putInitializer(replacement);
    owner.inputs().replaceAll(declared -> redeclared(declared, replacement));
    owner.values().replaceAll(declared -> redeclared(declared, replacement));
  }

  /** Adds an initializer, and declares it among the inputs where {@code like} is declared. */
  static void store(Graph owner, Tensor tensor, String like) {
    owner.putInitializer(tensor);
    if (owner.inputs().stream().anyMatch(input -> input.name().equals(like))) {
      // Before IR version 4, an initializer that is no input is an error.
      owner.inputs().add(ValueInfo.of(tensor));
    }
  }

  /** Adds an initializer under a new name like {@code name}, as {@link #store} does. */
  Tensor add(Graph owner, String name, Tensor tensor, String like) {
    Tensor named = tensor.withName(fresh(name));
    store(owner, named, like);
    return named;
  }

  private static ValueInfo redeclared(ValueInfo declared, Tensor tensor) {
    return declared.name().equals(tensor.name()) ? declared.withSizes(tensor.shape()) : declared;
  }

  /**
   * Sets one element of the integer constant at the end of {@code path}, for the reader at its
   * beginning alone.
   *
   * @param path from a reader to a constant; each hop reads what the node of the next one writes
   */
  void setElement(List<Use> path, int element, long value) {
    Use hop = path.get(0);
    for (Use next : path.subList(1, path.size())) {
      Node producer = producer(hop.graph(), hop.value());
      if (isShared(hop)) {
        producer = cloneFor(hop, producer);
      }
      hop = new Use(hop.graph(), producer, next.input());
    }
    if (hop.graph().ownerOf(hop.value()).isPresent()) {
      Tensor constant = hop.graph().visibleInitializer(hop.value()).orElseThrow();
      replaceInitializer(List.of(hop), withElement(constant, element, value));
      return;
    }
    Node constant = producer(hop.graph(), hop.value());
    if (isShared(hop)) {
      constant = cloneFor(hop, constant);
    }
    Tensor held = ((Attribute.TensorValue) constant.attribute("value").orElseThrow()).value();
    constant.setAttribute("value", new Attribute.TensorValue(withElement(held, element, value)));
  }

  private static Tensor withElement(Tensor constant, int element, long value) {
    long[] values = constant.longs();
    values[element] = value;
    return constant.withLongs(values);
  }

  private boolean isShared(Use use) {
    boolean leaves =
        use.graph().outputs().stream().anyMatch(output -> output.name().equals(use.value()));
    return leaves || allReaders.of(use.graph(), use.value()).size() > 1;
  }

  private Node cloneFor(Use reader, Node producer) {
    List<String> outputs = producer.outputs().stream().map(this::fresh).toList();
    int position = producer.outputs().indexOf(reader.value());
    Node clone =
        new Node(
            producer.name().isEmpty() ? "" : fresh(producer.name()),
            producer.domain(),
            producer.opType(),
            producer.inputs(),
            outputs,
            producer.attributes());
    List<Node> nodes = reader.graph().nodes();
    nodes.add(nodes.indexOf(producer) + 1, clone);
    allReaders.add(reader.graph(), clone);
    allReaders.redirect(reader, outputs.get(position));
    return clone;
  }

  private static Node producer(Graph graph, String value) {
    return graph.nodes().stream()
        .filter(node -> node.outputs().contains(value))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nothing writes " + value));
  }

  private void collectNames(Graph graph) {
    graph.inputs().forEach(input -> names.add(input.name()));
    graph.initializers().forEach(tensor -> names.add(tensor.name()));
    for (Node node : graph.nodes()) {
      names.add(node.name());
      names.addAll(node.outputs());
      node.subgraphs().values().forEach(this::collectNames);
    }
  }

  /** A name like {@code name} that nothing in the file has. */
  String fresh(String name) {
    int number = 1;
    while (!names.add(name + "_sotto_" + number)) {
      number++;
    }
    return name + "_sotto_" + number;
  }

  /** The editor of each outermost graph, made when it is first needed. */
  public static final class PerGraph {
    private final Map<Graph, GraphEditor> editors = new HashMap<>();

    /** That of the file that {@code graph} belongs to. */
    public GraphEditor of(Graph graph) {
      Graph root = graph;
      while (root.parent().isPresent()) {
        root = root.parent().get();
      }
      return editors.computeIfAbsent(root, GraphEditor::new);
    }

    /** Forgets who reads what, after an edit that was made past these. */
    public void forget() {
      editors.clear();
    }
  }
}
