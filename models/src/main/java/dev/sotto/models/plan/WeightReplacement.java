package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.whisper.Roles;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** Does {@link ReplaceWeights}. */
record WeightReplacement(ReplaceWeights edit) implements Applier {

  @Override
  public void requires(Subject subject) {
    requires(edit.values());
    edit.values().weights().forEach((role, values) -> check(subject, role, values));
  }

  /** Refuses weights of another file than is meant. */
  static void requires(ReplaceWeights.Source values) {
    if (!(values instanceof ReplaceWeights.Stored stored)) {
      return;
    }
    if (!Files.exists(stored.file())) {
      throw SottoException.badInput(
          stored.file(),
          "no such file; a plan's weights lie beside the plan that was made, not in what it made:"
              + " name that plan with --plan (quantize and compress keep it with theirs)");
    }
    if (!stored.identity().fits(stored.file())) {
      throw SottoException.badInput(
          stored.file(),
          "is not the file of %s bytes with CRC-32C %s that the plan replaces weights by"
              .formatted(stored.identity().bytes(), stored.identity().crc32c()));
    }
  }

  private static void check(Subject subject, String role, Tensor values) {
    long[] expected =
        subject
            .structure()
            .shape(role)
            .orElseThrow(
                () ->
                    PlanCheck.bad(
                        "the plan replaces '" + role + "', which the model does not have"));
    boolean trimmed =
        List.of(Roles.EMBEDDING, Roles.PROJECTION).contains(role)
            && expected[0] != subject.dense().config().vocabularySize();
    if (trimmed) {
      // What has all tokens could not be compared with it.
      throw PlanCheck.bad("the plan replaces '" + role + "' after tokens left; expected it before");
    }
    if (values.type() != ElementType.FLOAT || !Arrays.equals(expected, values.shape())) {
      throw SottoException.badInput(
          role,
          "expected to be replaced by FLOAT%s, found %s%s"
              .formatted(
                  Arrays.toString(expected), values.type(), Arrays.toString(values.shape())));
    }
  }

  @Override
  public Structure ensures(Structure before) {
    return before;
  }

  @Override
  public void apply(Draft draft) {
    edit.values()
        .weights()
        .forEach(
            (role, values) -> draft.change(role, (stored, form) -> form.replace(stored, values)));
  }
}
