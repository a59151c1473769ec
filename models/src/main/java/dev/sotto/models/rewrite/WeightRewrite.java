package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.WeightSite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes a role's weight at every site, each in the form that it is stored in there. */
final class WeightRewrite {
  private final GraphEditor.PerGraph editors;

  WeightRewrite(GraphEditor.PerGraph editors) {
    this.editors = editors;
  }

  /** What a weight becomes at a site. */
  interface Change {
    Tensor apply(Tensor stored, WeightSite site);
  }

  /** The sites that read one stored tensor. */
  private record Storage(Graph owner, String name) {}

  void change(LogicalWeight weight, Change change) {
    Map<Storage, List<WeightSite>> stored = new LinkedHashMap<>();
    for (WeightSite site : weight.sites()) {
      stored
          .computeIfAbsent(
              new Storage(site.owner(), site.tensor().name()), key -> new ArrayList<>())
          .add(site);
    }
    stored.forEach(
        (storage, sites) -> {
          WeightSite site = sites.get(0);
          List<Use> readers = sites.stream().map(WeightSite::use).toList();
          editors
              .of(storage.owner())
              .replaceInitializer(readers, change.apply(site.tensor(), site));
        });
  }
}
