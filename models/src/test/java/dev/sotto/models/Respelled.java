package dev.sotto.models;

import static dev.sotto.models.SmallGraph.perm;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.Transposition;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has a graph say the same in other words, as exporters of other years wrote it. Each change keeps
 * what the graph computes.
 */
public final class Respelled {
  /** A graph as it is, and all ways to say the same otherwise. */
  public static final List<Consumer<Graph>> SPELLINGS =
      List.of(
          graph -> {},
          Respelled::turnedWeights,
          Respelled::batchedHeads,
          Respelled::sharedConstants,
          Respelled::arithmeticNorms);

  private final Graph graph;
  private int added;

  private Respelled(Graph graph) {
    this.graph = graph;
  }

  /** Weights as {@code [out, in]} behind a Transpose, as PyTorch keeps them. */
  public static void turnedWeights(Graph graph) {
    new Respelled(graph).turnWeights();
  }

  private void turnWeights() {
    for (Node product : List.copyOf(graph.nodes())) {
      Optional<Tensor> weight = graph.visibleInitializer(product.input(1));
      if (product.is("MatMul") && weight.isPresent()) {
        Graph owner = graph.ownerOf(product.input(1)).orElseThrow();
        owner.putInitializer(
            Transposition.transpose(weight.get()).withName(product.input(1) + ".turned"));
        String turned = before(product, "Transpose", perm(1, 0), product.input(1) + ".turned");
        product.setInput(1, turned);
      }
    }
  }

  /** Normalisations as arithmetic, as before opset 17. */
  public static void arithmeticNorms(Graph graph) {
    Respelled respelled = new Respelled(graph);
    List.copyOf(graph.nodes()).stream()
        .filter(node -> node.is("LayerNormalization"))
        .forEach(respelled::spellOut);
  }

  private void spellOut(Node norm) {
    Map<String, Attribute> last = Map.of("axes", new Attribute.Ints(List.of(-1L)));
    String x = norm.input(0);
    String centred = before(norm, "Sub", x, before(norm, "ReduceMean", last, x));
    String squares = before(norm, "Pow", centred, real(norm, 2));
    String variance = before(norm, "ReduceMean", last, squares);
    String epsilon = real(norm, ((Attribute.Real) norm.attributes().get("epsilon")).value());
    String deviation = before(norm, "Sqrt", before(norm, "Add", variance, epsilon));
    String scaled = before(norm, "Mul", before(norm, "Div", centred, deviation), norm.input(1));
    instead(norm, "Add", Map.of(), scaled, norm.input(2));
  }

  /** GELU as one operator, as from opset 20 on. */
  public static void geluOperators(Graph graph) {
    Scope scope = Scope.of(graph);
    for (Node erf : List.copyOf(graph.nodes())) {
      if (erf.is("Erf")) {
        Node div = scope.producer(erf.input(0)).orElseThrow();
        Node add = reader(scope, erf);
        Node product = reader(scope, add);
        Node half = reader(scope, product);
        new Respelled(graph).instead(half, "Gelu", Map.of(), div.input(0));
        graph.nodes().removeAll(List.of(div, erf, add, product));
      }
    }
  }

  /** Attentions as products of three axes, the heads of all batch entries in the first. */
  public static void batchedHeads(Graph graph) {
    Scope scope = Scope.of(graph);
    for (Node softmax : List.copyOf(graph.nodes())) {
      if (softmax.is("Softmax")) {
        new Respelled(graph).batch(scope, softmax);
      }
    }
  }

  private void batch(Scope scope, Node softmax) {
    Node scores = scope.producer(softmax.input(0)).orElseThrow();
    if (scores.is("Add")) {
      scores = scope.producer(scores.input(0)).orElseThrow();
    }
    Node turned = scope.producer(scores.input(1)).orElseThrow();
    Node context = reader(scope, softmax);
    String batch =
        before(
            turned,
            "Gather",
            before(turned, "Shape", scores.input(0)),
            constant(turned, scalar(0)));
    String all = before(turned, "Mul", batch, constant(turned, scalar(SmallExport.HEADS)));
    String three = shape(turned, unsqueezed(turned, all), -1, SmallExport.HEAD_DIM);
    scores.setInput(0, before(turned, "Reshape", scores.input(0), three));
    String keys = before(turned, "Reshape", turned.input(0), three);
    instead(turned, "Transpose", perm(0, 2, 1), keys);
    context.setInput(1, before(context, "Reshape", context.input(1), three));
    Node joined = reader(scope, context);
    String four =
        shape(joined, unsqueezed(joined, batch), SmallExport.HEADS, -1, SmallExport.HEAD_DIM);
    joined.setInput(0, before(joined, "Reshape", context.output(), four));
  }

  private String unsqueezed(Node node, String number) {
    return before(node, "Unsqueeze", number, constant(node, Tensor.ofLongs("", 0)));
  }

  private String shape(Node node, String first, long... others) {
    return before(
        node,
        "Concat",
        Map.of("axis", new Attribute.Int(0)),
        first,
        constant(node, Tensor.ofLongs("", others)));
  }

  /** Constants of whole numbers as initializers, one for all places that need the same. */
  public static void sharedConstants(Graph graph) {
    Graph outermost = graph;
    while (outermost.parent().isPresent()) {
      outermost = outermost.parent().get();
    }
    Scope scope = Scope.of(graph);
    for (Node node : List.copyOf(graph.nodes())) {
      Optional<Tensor> held = Scope.constantOf(node).filter(t -> t.wholeNumbers().isPresent());
      if (held.isPresent()) {
        String name = "shared" + held.get().rank() + Arrays.toString(held.get().longs());
        outermost.putInitializer(held.get().withName(name));
        graph.nodes().remove(node);
        for (Use use : scope.uses(node.output())) {
          use.node().setInput(use.input(), name);
        }
      }
    }
  }

  /** Shapes of int32 that a Cast widens. */
  public static void narrowShapes(Graph graph) {
    for (Node node : List.copyOf(graph.nodes())) {
      Optional<Tensor> held = Scope.constantOf(node).filter(t -> t.type() == ElementType.INT64);
      if (held.isPresent()) {
        Tensor narrow =
            new Tensor(
                    "",
                    ElementType.INT32,
                    held.get().shape(),
                    TensorData.of(ByteBuffer.allocate(4 * (int) held.get().elements())))
                .withLongs(held.get().longs());
        Respelled respelled = new Respelled(graph);
        String constant = respelled.constant(node, narrow);
        respelled.instead(
            node,
            "Cast",
            Map.of("to", new Attribute.Int(ElementType.INT64.onnxNumber())),
            constant);
      }
    }
  }

  private static Node reader(Scope scope, Node node) {
    List<Use> uses = scope.uses(node.output());
    if (uses.size() != 1) {
      throw new IllegalStateException(node + " has " + uses.size() + " readers");
    }
    return uses.get(0).node();
  }

  private static Tensor scalar(long value) {
    return new Tensor("", ElementType.INT64, new long[0], TensorData.ofLongs(value));
  }

  private String real(Node place, float value) {
    return constant(
        place, new Tensor("", ElementType.FLOAT, new long[0], TensorData.ofFloats(value)));
  }

  private String constant(Node place, Tensor tensor) {
    return before(place, "Constant", Map.of("value", new Attribute.TensorValue(tensor)));
  }

  private String before(Node place, String opType, String... inputs) {
    return before(place, opType, Map.of(), inputs);
  }

  /** Adds a node in front of {@code place}, and returns the name of its output. */
  private String before(
      Node place, String opType, Map<String, Attribute> attributes, String... inputs) {
    String output = place.output() + "/" + opType + "_" + added++;
    graph
        .nodes()
        .add(
            graph.nodes().indexOf(place),
            new Node("", "", opType, List.of(inputs), List.of(output), attributes));
    return output;
  }

  private void instead(
      Node place, String opType, Map<String, Attribute> attributes, String... inputs) {
    graph
        .nodes()
        .set(
            graph.nodes().indexOf(place),
            new Node("", "", opType, List.of(inputs), place.outputs(), attributes));
  }
}
