package dev.sotto.models.plan;

import dev.sotto.models.rewrite.Structure;

/** Does {@link NameGraphs}. */
record Naming(NameGraphs edit) implements Applier {
  @Override
  public void requires(Subject subject) {
    // Whatever a model is, its files can have other names.
  }

  @Override
  public Structure ensures(Structure before) {
    return before;
  }

  @Override
  public void apply(Draft draft) {
    draft.name(edit);
  }
}
