package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.SlicedData;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.LogicalAxis;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.Ranges;
import dev.sotto.models.whisper.Roles;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes rows out of the token embedding, and out of the product that gives the logits, wherever
 * they are stored, and has the values that are computed from there declare how many are left.
 */
public final class TokenCuts {
  private static final List<String> ROLES = List.of(Roles.EMBEDDING, Roles.PROJECTION);

  private final int before;
  private final int left;

  /** By file, the values that run over tokens along their last axis. */
  private final Map<Part, Set<String>> values = new EnumMap<>(Part.class);

  private TokenCuts(int before, int left) {
    this.before = before;
    this.left = left;
  }

  /**
   * Checks that rows can be taken out.
   *
   * @throws SottoException if they are packed with other weights in one tensor
   */
  public static void check(WhisperModel model) {
    for (LogicalWeight weight : weights(model)) {
      if (weight.sites().stream().anyMatch(site -> site.form().slice().isPresent())) {
        throw SottoException.badInput(
            weight.role(), "is packed with others in one tensor, and no token can leave it");
      }
    }
    if (!Structure.of(model).packing().isEmpty()) {
      stored(model, model.storedFiles());
    }
  }

  /**
   * What is stored of the rows.
   *
   * @throws SottoException if something else reads it
   */
  private static Map<Part, StoredRows> stored(WhisperModel model, Map<Part, OnnxModel> stored) {
    Map<Part, StoredRows> rows = new EnumMap<>(Part.class);
    Map<Part, Readers> readers = new EnumMap<>(Part.class);
    model.files().forEach((part, file) -> readers.put(part, new Readers(file.graph())));
    Set<Use> known = new HashSet<>();
    weights(model).forEach(weight -> weight.sites().forEach(site -> known.add(site.use())));
    for (LogicalWeight weight : weights(model)) {
      for (WeightSite site : weight.sites()) {
        checkReaders(weight.role(), site, readers.get(site.part()), known);
        Graph root = stored.get(site.part()).graph();
        rows.computeIfAbsent(
                site.part(), part -> new StoredRows(root, model.config().vocabularySize()))
            .add(
                weight.role(),
                counterpart(site.owner(), root),
                site.tensor(),
                site.storedAxis(LogicalAxis.OUT));
      }
    }
    rows.values().forEach(StoredRows::check);
    return rows;
  }

  private static void checkReaders(String role, WeightSite site, Readers readers, Set<Use> known) {
    for (Use use : readers.of(site.owner(), site.use().value())) {
      if (!known.contains(use)) {
        throw StoredRows.unknown(role, use.node());
      }
    }
    StoredRows.checkNoOutput(role, site.owner(), site.use().value());
  }

  /** The graph of a file as it is stored that was read as {@code read}. */
  private static Graph counterpart(Graph read, Graph root) {
    if (read.parent().isEmpty()) {
      return root;
    }
    Graph around = counterpart(read.parent().get(), root);
    for (Node node : read.parent().get().nodes()) {
      for (Map.Entry<String, Graph> branch : node.subgraphs().entrySet()) {
        if (branch.getValue() == read) {
          return around.nodes().stream()
              .filter(same -> same.outputs().equals(node.outputs()))
              .findFirst()
              .orElseThrow()
              .subgraphs()
              .get(branch.getKey());
        }
      }
    }
    throw new IllegalStateException("no node has the graph " + read.name());
  }

  private static List<LogicalWeight> weights(WhisperModel model) {
    return ROLES.stream().flatMap(role -> model.weight(role).stream()).toList();
  }

  /**
   * Changes the graphs of {@code model}.
   *
   * @param kept rows that stay
   * @return the model as it is then
   */
  public static WhisperModel cut(WhisperModel model, Ranges kept, GraphEditor.PerGraph editors) {
    TokenCuts cuts = follow(model, kept);
    WeightRewrite rewrite = new WeightRewrite(editors);
    for (LogicalWeight weight : weights(model)) {
      rewrite.change(
          weight.sites(),
          site -> SlicedData.slice(site.tensor(), site.storedAxis(LogicalAxis.OUT), kept));
    }
    model.files().forEach(cuts::declare);
    return model.withTokens(kept.size());
  }

  /**
   * Changes the graphs of a quantised model as they are stored.
   *
   * @param model as it was read, whose graphs stay as they are
   * @param stored its files
   * @return {@code model} with as many tokens
   */
  public static WhisperModel cutStored(
      WhisperModel model, Map<Part, OnnxModel> stored, Ranges kept) {
    TokenCuts cuts = follow(model, kept);
    stored(model, stored).values().forEach(rows -> rows.keep(kept));
    stored.forEach(cuts::declare);
    return model.withTokens(kept.size());
  }

  private static TokenCuts follow(WhisperModel model, Ranges kept) {
    TokenCuts cuts = new TokenCuts(model.config().vocabularySize(), kept.size());
    for (LogicalWeight weight : weights(model)) {
      weight.sites().stream().filter(site -> !site.node().is("Gather")).forEach(cuts::follow);
    }
    return cuts;
  }

  /** Notes all that is computed from a product with the rows, in the outer graph, too. */
  private void follow(WeightSite site) {
    Set<String> running = values.computeIfAbsent(site.part(), key -> new HashSet<>());
    List<String> given = new ArrayList<>(site.node().outputs());
    for (Graph graph = site.use().graph(); ; graph = graph.parent().get()) {
      running.addAll(given);
      spread(graph, running);
      if (graph.parent().isEmpty()) {
        return;
      }
      given = outer(graph, running);
    }
  }

  private static void spread(Graph graph, Set<String> running) {
    int size;
    do {
      size = running.size();
      for (Node node : graph.nodes()) {
        if (node.inputs().stream().anyMatch(running::contains)) {
          running.addAll(node.outputs());
        }
      }
    } while (running.size() > size);
  }

  /** What the node that a branch belongs to calls those of its outputs. */
  private static List<String> outer(Graph branch, Set<String> running) {
    List<String> names = new ArrayList<>();
    for (Node node : branch.parent().orElseThrow().nodes()) {
      if (node.subgraphs().containsValue(branch)) {
        for (int index = 0; index < branch.outputs().size(); index++) {
          if (running.contains(branch.outputs().get(index).name())) {
            names.add(node.outputs().get(index));
          }
        }
      }
    }
    return names;
  }

  private void declare(Part part, OnnxModel file) {
    declare(file.graph(), values.getOrDefault(part, Set.of()));
  }

  private void declare(Graph graph, Set<String> running) {
    graph.outputs().replaceAll(value -> running.contains(value.name()) ? resized(value) : value);
    graph.values().replaceAll(value -> running.contains(value.name()) ? resized(value) : value);
    for (Node node : graph.nodes()) {
      node.subgraphs().values().forEach(inner -> declare(inner, running));
    }
  }

  private ValueInfo resized(ValueInfo value) {
    int last = value.shape().map(shape -> shape.size() - 1).orElse(-1);
    boolean fits =
        last >= 0 && value.shape().get().get(last).equals(new ValueInfo.Dim.Size(before));
    return fits ? value.withDim(last, new ValueInfo.Dim.Size(left)) : value;
  }
}
