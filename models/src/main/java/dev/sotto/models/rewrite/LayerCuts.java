package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.export.NormSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Sweep;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.LeavingLayers;
import dev.sotto.models.whisper.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Takes whole layers out of the graphs of a model: what read the stream behind a layer reads the
 * stream before it, as if the layer had added nothing.
 *
 * <pre>
 *   x ─┬─ layer 1 ─ Add ─ y ── layer 2      becomes   x ── layer 2
 *      └────────────┘
 * </pre>
 *
 * <p>The inputs and outputs of a layer leave with it, in all branches of a merged decoder, and
 * those of the layers behind it move up. What nobody reads any more is swept out.
 */
public final class LayerCuts {
  private final WhisperModel model;
  private final LeavingLayers leaving;

  private LayerCuts(WhisperModel model, LeavingLayers leaving) {
    this.model = model;
    this.leaving = leaving;
  }

  /**
   * Changes the graphs of {@code model}, which says nothing true of them afterwards.
   *
   * @throws SottoException if something else than the stream depends on a layer
   */
  public static void cut(WhisperModel model, LeavingLayers leaving) {
    LayerCuts cuts = new LayerCuts(model, leaving);
    model
        .files()
        .forEach(
            (part, file) -> {
              Stack stack = part == Part.ENCODER ? Stack.ENCODER : Stack.DECODER;
              if (!leaving.of(stack).isEmpty()) {
                cuts.cut(part, stack, file.graph());
              }
            });
  }

  private void cut(Part part, Stack stack, Graph root) {
    Sweep sweep = new Sweep(root);
    Map<Graph, Map<String, NormSite>> norms = norms(part);
    norms.forEach((graph, sites) -> bypass(stack, graph, sites));
    outputs(stack, root);
    sweep.nodes();
    inputs(stack, root);
    checkGone(part);
    sweep.rest();
    rename(root, names(stack, root));
  }

  /** The normalisations of a file by the graph that computes them, and by name. */
  private Map<Graph, Map<String, NormSite>> norms(Part part) {
    Map<Graph, Map<String, NormSite>> sites = new LinkedHashMap<>();
    for (NormSite site : model.norms()) {
      if (site.part() == part) {
        sites.computeIfAbsent(site.graph(), key -> new HashMap<>()).put(site.name(), site);
      }
    }
    return sites;
  }

  /** Backwards, so that a layer's stream is still where it was when the layer before it leaves. */
  private void bypass(Stack stack, Graph graph, Map<String, NormSite> norms) {
    List<Integer> layers = new ArrayList<>(leaving.of(stack));
    for (int index = layers.size() - 1; index >= 0; index--) {
      int layer = layers.get(index);
      String before = norms.get(firstNorm(stack, layer)).input();
      NormSite next = norms.get(firstNorm(stack, layer + 1));
      String behind = (next == null ? norms.get(stack.closingNorm()) : next).input();
      if (graph.outputs().stream().anyMatch(output -> output.name().equals(behind))) {
        throw stuck(stack, layer, "its stream '" + behind + "' is an output of the file");
      }
      redirect(graph, behind, before, node -> true);
      // A size that is read off a value inside of the layer can be read off its input.
      for (NormSite norm : norms.values()) {
        if (norm.name().startsWith(stack.label() + ".layers." + layer + ".")) {
          redirect(graph, norm.output(), before, node -> node.is("Shape"));
        }
      }
    }
  }

  private static String firstNorm(Stack stack, int layer) {
    return new BlockId(stack, layer, Kind.SELF_ATTENTION).normName();
  }

  private static void redirect(Graph graph, String from, String to, Predicate<Node> readers) {
    for (Node node : graph.nodes()) {
      if (readers.test(node)) {
        for (int input = 0; input < node.inputs().size(); input++) {
          if (node.input(input).equals(from)) {
            node.setInput(input, to);
          }
        }
      }
      node.subgraphs().values().forEach(inner -> redirect(inner, from, to, readers));
    }
  }

  private Optional<ExportLayout.LayerPort> port(String name) {
    return model.folder().layout().layerPort(name);
  }

  private boolean leaves(Stack stack, String port) {
    return port(port).filter(place -> leaving.has(stack, place.layer())).isPresent();
  }

  /** Outputs of the file, and of the branches that give them. */
  private void outputs(Stack stack, Graph root) {
    for (int index = root.outputs().size() - 1; index >= 0; index--) {
      String output = root.outputs().get(index).name();
      if (leaves(stack, output)) {
        root.outputs().remove(index);
        for (Node node : root.nodes()) {
          int place = node.outputs().indexOf(output);
          if (place >= 0 && !node.subgraphs().isEmpty()) {
            node.removeOutput(place);
            node.subgraphs().values().forEach(branch -> branch.outputs().remove(place));
          }
        }
      }
    }
  }

  /**
   * Inputs of the file. Exporters read the number of past positions off the cache of some layer;
   * all have the same, so that of one that stays does as well.
   */
  private void inputs(Stack stack, Graph root) {
    int stays = leaving.before(stack, 0);
    for (ValueInfo input : List.copyOf(root.inputs())) {
      if (leaves(stack, input.name())) {
        String other = port(input.name()).orElseThrow().name().apply(stays);
        if (root.inputs().stream().anyMatch(one -> one.name().equals(other))) {
          redirect(root, input.name(), other, node -> node.is("Shape"));
        }
        root.inputs().remove(input);
      }
    }
  }

  private void checkGone(Part part) {
    for (LogicalWeight weight : model.weights().values()) {
      if (leaving.has(weight.role())) {
        for (WeightSite site : weight.sites()) {
          Use use = site.use();
          if (site.part() == part && use.graph().nodes().contains(use.node())) {
            throw SottoException.badInput(
                model.folder().folder(),
                "cannot lose %s: something else than the layers behind it needs %s"
                    .formatted(weight.role(), use.node().label()));
          }
        }
      }
    }
  }

  private SottoException stuck(Stack stack, int layer, String reason) {
    return SottoException.badInput(
        model.folder().folder(), "cannot lose " + stack.label() + "." + layer + ": " + reason);
  }

  /** What inputs and outputs of layers that move up are called from now on. */
  private Map<String, String> names(Stack stack, Graph root) {
    Map<String, String> names = new HashMap<>();
    Stream.concat(root.inputs().stream(), root.outputs().stream())
        .map(ValueInfo::name)
        .forEach(
            name ->
                port(name)
                    .ifPresent(
                        place ->
                            names.put(
                                name, place.name().apply(leaving.after(stack, place.layer())))));
    return names;
  }

  /** Branches call what they give as the file does, so they are renamed alike. */
  private static void rename(Graph graph, Map<String, String> names) {
    for (Node node : graph.nodes()) {
      for (int input = 0; input < node.inputs().size(); input++) {
        node.setInput(input, names.getOrDefault(node.input(input), node.input(input)));
      }
      for (int output = 0; output < node.outputs().size(); output++) {
        String name = node.outputs().get(output);
        node.setOutput(output, names.getOrDefault(name, name));
      }
      node.subgraphs().values().forEach(inner -> rename(inner, names));
    }
    for (List<ValueInfo> values : List.of(graph.inputs(), graph.outputs(), graph.values())) {
      values.replaceAll(
          value ->
              names.containsKey(value.name()) ? value.withName(names.get(value.name())) : value);
    }
  }
}
