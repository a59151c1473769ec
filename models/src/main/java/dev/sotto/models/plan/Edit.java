package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One change to a model, as a plan holds it: what is to be done, but not how. A new edit is a
 * record, its {@link Applier}, and a line in {@link PlanJson}, which reads it.
 */
public interface Edit {

  /** What the JSON form has under {@code "edit"}. */
  String kind();

  /** Writes the other fields of the JSON form. */
  void write(ObjectNode json);

  /** What does it; an edit without is none. */
  Applier applier();
}
