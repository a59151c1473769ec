package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.weights.WeightSite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Changes what places read, each stored tensor once. */
public final class WeightRewrite {
  private final GraphEditor.PerGraph editors;

  public WeightRewrite(GraphEditor.PerGraph editors) {
    this.editors = editors;
  }

  /** A stored tensor. */
  private record Storage(Graph owner, String name) {}

  /**
   * Gives {@code sites} of one role other tensors.
   *
   * @param change what a site gets; those that share a tensor get the same
   */
  public void change(List<WeightSite> sites, Function<WeightSite, Tensor> change) {
    Map<Storage, List<WeightSite>> stored = new LinkedHashMap<>();
    for (WeightSite site : sites) {
      stored
          .computeIfAbsent(
              new Storage(site.owner(), site.tensor().name()), key -> new ArrayList<>())
          .add(site);
    }
    stored.forEach(
        (storage, readers) -> {
          List<Use> uses = readers.stream().map(WeightSite::use).toList();
          editors.of(storage.owner()).replaceInitializer(uses, change.apply(readers.get(0)));
        });
  }
}
