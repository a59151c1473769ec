package dev.sotto.models.build;

import dev.sotto.models.export.optimum.OptimumNames;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.ValueInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The merged decoder: both forms as the branches of one {@code If}, over shared weights. */
final class DecoderGraph {
  private DecoderGraph() {}

  static Graph build(Layers layers) {
    DecoderValues values = new DecoderValues(layers);
    Graph merged = new Graph("merged", null);
    merged.inputs().addAll(values.inputs());
    merged.outputs().addAll(values.outputs());
    Map<String, Attribute> branches = new LinkedHashMap<>();
    for (boolean past : new boolean[] {false, true}) {
      Graph branch = new Graph(past ? "with_past" : "no_past", merged);
      branch.outputs().addAll(values.outputs());
      DecoderBranch.build(layers, branch, past);
      branches.put(
          past ? OptimumNames.WITH_CACHE : OptimumNames.WITHOUT_CACHE,
          new Attribute.Subgraph(branch));
    }
    List<String> outputs = merged.outputs().stream().map(ValueInfo::name).toList();
    merged
        .nodes()
        .add(new Node("optimum::if", "", "If", List.of(OptimumNames.USE_CACHE), outputs, branches));
    return merged;
  }
}
