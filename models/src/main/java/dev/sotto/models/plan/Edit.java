package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.plan.ReplaceWeights.Source;
import java.util.Optional;

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

  /** Where it takes weights from, if it does. */
  default Optional<Source> source() {
    return Optional.empty();
  }

  /**
   * The same, its weights taken from {@code other}.
   *
   * @throws UnsupportedOperationException if it takes none
   */
  default Edit from(Source other) {
    throw new UnsupportedOperationException(kind() + " takes no weights");
  }
}
