package dev.sotto.compressor.calibrate;

import dev.sotto.compressor.calibrate.Probe.Rows;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.Roles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the decoder looks: what the softmax of each cross-attention gives, {@code [1, H, T, S]}.
 */
public final class CrossAttentions {
  private static final Set<String> MOVING =
      Set.of("Reshape", "Transpose", "Cast", "Identity", "Squeeze", "Unsqueeze");
  private static final int MOST_HOPS = 16;

  private CrossAttentions() {}

  /**
   * What to listen to, by layer of the decoder.
   *
   * @throws SottoException if a graph computes attention in a way that gives no shares
   */
  public static Map<Integer, Probe> probes(WhisperModel model) {
    Map<Part, Graph> graphs = ProbedExport.graphs(model);
    Map<Integer, Probe> probes = new LinkedHashMap<>();
    for (Block block : model.blocks()) {
      BlockId id = block.id();
      if (id.stack() == Stack.DECODER && id.kind() == Kind.CROSS_ATTENTION) {
        probes.put(id.layer(), probe(model, graphs, block));
      }
    }
    return probes;
  }

  private static Probe probe(WhisperModel model, Map<Part, Graph> graphs, Block block) {
    String role = block.id().role("out_proj.weight");
    for (WeightSite site :
        model.weight(role).or(() -> model.weight(Roles.right(role))).orElseThrow().sites()) {
      if (graphs.get(site.part()) == site.use().graph()) {
        String shares = shares(role, site);
        return new Probe(
            site.part(),
            site.use().graph(),
            shares,
            Rows.TOKENS,
            block.groups() * model.config().maxSourcePositions());
      }
    }
    throw unknown(role);
  }

  /** The first input of the product of shares and values, behind which the heads are joined. */
  private static String shares(String role, WeightSite site) {
    Scope scope = scope(Scope.of(root(site.use().graph())), site.use().graph()).orElseThrow();
    Node product =
        site.node().is("MatMul") ? site.node() : scope.uses(site.node().output()).get(0).node();
    String value =
        product.input(0).equals(site.use().value()) ? product.input(1) : product.input(0);
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      Optional<Node> node = scope.producer(value);
      if (node.isEmpty()) {
        break;
      }
      if (node.get().is("MatMul")) {
        return node.get().input(0);
      }
      if (!MOVING.contains(node.get().opType()) || !node.get().domain().isEmpty()) {
        break;
      }
      value = node.get().input(0);
    }
    throw unknown(role);
  }

  private static Graph root(Graph graph) {
    return graph.parent().map(CrossAttentions::root).orElse(graph);
  }

  private static Optional<Scope> scope(Scope scope, Graph graph) {
    return scope.graph() == graph
        ? Optional.of(scope)
        : scope.branches().values().stream()
            .map(branch -> scope(branch, graph))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static SottoException unknown(String role) {
    return SottoException.badInput(
        role, "is not fed by a product of attention and values, so nothing tells where it looks");
  }
}
