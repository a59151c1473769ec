package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Sweep;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.Transposition;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.StoredForm;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Roles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has linear layers multiply by two factors instead of one matrix, wherever it is read:
 *
 * <pre>
 *   x ── MatMul(W) ── Add(b) ── y     becomes     x ── MatMul(V) ── MatMul(U) ── Add(b) ── y
 * </pre>
 *
 * <p>The factors are stored where the matrix was, as {@code [in, k]} and {@code [k, out]}, in its
 * element type. A matrix that nobody reads any more leaves.
 */
public final class Factoring {
  private final GraphEditor.PerGraph editors;
  private final Map<String, LogicalWeight> weights = new LinkedHashMap<>();

  /**
   * What a weight {@code W [out, in]} becomes the product of.
   *
   * @param left {@code U [out, k]}, float32
   * @param right {@code V [k, in]}, float32
   */
  public record Factors(Tensor left, Tensor right) {
    /** {@code k}. */
    public int rank() {
      return Math.toIntExact(right.shape()[0]);
    }
  }

  private Factoring(GraphEditor.PerGraph editors) {
    this.editors = editors;
  }

  /**
   * Changes the graphs of {@code model}.
   *
   * @param factors by role
   * @return the model as it is then
   * @throws SottoException if a layer cannot be told apart from others
   */
  public static WhisperModel factor(
      WhisperModel model, Map<String, Factors> factors, GraphEditor.PerGraph editors) {
    List<Sweep> sweeps =
        model.files().values().stream().map(OnnxModel::graph).map(Sweep::new).toList();
    Factoring factoring = new Factoring(editors);
    model
        .weights()
        .forEach(
            (role, weight) -> {
              if (factors.containsKey(role)) {
                factoring.factor(weight, factors.get(role));
              } else {
                factoring.weights.put(role, weight);
              }
            });
    sweeps.forEach(Sweep::rest);
    editors.forget();
    return model.with(
        factoring.weights,
        model.blocks().stream().map(block -> block.factored(factors.keySet())).toList());
  }

  /**
   * Checks that a weight can be replaced by factors.
   *
   * @throws SottoException if it shares a stored tensor with others
   */
  public static void check(LogicalWeight weight) {
    if (weight.sites().stream().anyMatch(site -> site.form().slice().isPresent())) {
      throw SottoException.badInput(
          weight.role(), "is packed with others in one tensor, and cannot become two factors");
    }
  }

  private record Stored(Graph owner, String name) {}

  private void factor(LogicalWeight weight, Factors factors) {
    check(weight);
    Map<Stored, Tensor> lefts = new HashMap<>();
    Map<Stored, Tensor> rights = new HashMap<>();
    List<WeightSite> left = new ArrayList<>();
    List<WeightSite> right = new ArrayList<>();
    for (WeightSite site : weight.sites()) {
      Stored stored = new Stored(site.owner(), site.use().value());
      Tensor first = rights.computeIfAbsent(stored, at -> store(site, "right", factors.right()));
      Tensor second = lefts.computeIfAbsent(stored, at -> store(site, "left", factors.left()));
      Node last = product(weight.role(), site);
      Node before = before(site, last, first.name());
      last.setInput(0, before.output());
      last.setInput(1, second.name());
      left.add(at(site, last, second));
      right.add(at(site, before, first));
    }
    String role = weight.role();
    weights.put(Roles.right(role), new LogicalWeight(Roles.right(role), right));
    weights.put(Roles.left(role), new LogicalWeight(Roles.left(role), left));
  }

  /** Stores a factor beside the matrix that it is of. */
  private Tensor store(WeightSite site, String side, Tensor factor) {
    Graph owner = site.owner();
    String whole = site.use().value();
    Tensor turned = site.form().encoding().encode(Transposition.transpose(factor));
    Tensor stored = turned.withName(editors.of(owner).fresh(whole + "_" + side));
    GraphEditor.store(owner, stored, whole);
    return stored;
  }

  /** The product that multiplies by the matrix, which may be turned before; that leaves then. */
  private static Node product(String role, WeightSite site) {
    Node reader = site.node();
    if (reader.is("MatMul")) {
      return reader;
    }
    Graph graph = site.use().graph();
    List<Node> products =
        graph.nodes().stream().filter(node -> node.inputs().contains(reader.output())).toList();
    if (products.size() != 1) {
      throw SottoException.badInput(
          role,
          "is turned by %s for %s products, and cannot become two factors"
              .formatted(reader.label(), products.size()));
    }
    graph.nodes().remove(reader);
    return products.get(0);
  }

  /** A product with {@code right} before {@code last}. */
  private Node before(WeightSite site, Node last, String right) {
    Graph graph = site.use().graph();
    GraphEditor editor = editors.of(graph);
    Node before =
        new Node(
            last.name().isEmpty() ? "" : editor.fresh(last.name()),
            "",
            "MatMul",
            List.of(last.input(0), right),
            List.of(editor.fresh(last.output())),
            Map.of());
    graph.nodes().add(graph.nodes().indexOf(last), before);
    return before;
  }

  private static WeightSite at(WeightSite site, Node product, Tensor stored) {
    return new WeightSite(
        site.part(), new Use(site.use().graph(), product, 1), StoredForm.whole(stored, true));
  }
}
