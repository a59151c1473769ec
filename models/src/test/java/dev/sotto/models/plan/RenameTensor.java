package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.weights.WeightSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An edit that Sotto does not have: calls the tensor of a role otherwise wherever it is stored. */
record RenameTensor(String role, String name) implements Edit {
  static final String KIND = "rename-tensor";

  static RenameTensor read(PlanFields fields) {
    return new RenameTensor(fields.text("role"), fields.text("name"));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ObjectNode json) {
    json.put("role", role).put("name", name);
  }

  @Override
  public Applier applier() {
    return new Renaming(this);
  }

  private record Renaming(RenameTensor edit) implements Applier {
    @Override
    public void requires(Subject subject) {
      if (subject.dense().weight(edit.role()).isEmpty()) {
        throw new SottoException(
            SottoException.Code.BAD_INPUT, "nothing is called '" + edit.role() + "'");
      }
    }

    @Override
    public Structure ensures(Structure before) {
      return before;
    }

    @Override
    public void apply(Draft draft) {
      List<WeightSite> sites = draft.model().weight(edit.role()).orElseThrow().sites();
      Map<Graph, String> before = new HashMap<>();
      for (WeightSite site : sites) {
        before.put(site.owner(), site.tensor().name());
        site.owner().putInitializer(site.tensor().withName(edit.name()));
      }
      sites.forEach(site -> site.node().setInput(site.use().input(), edit.name()));
      before.forEach(Graph::removeInitializer);
    }
  }
}
