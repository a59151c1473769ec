package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.rewrite.Structure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Whether a plan makes sense for a model. */
public final class PlanCheck {
  private static final String FOR_ANOTHER = "the plan is for another model: ";

  private PlanCheck() {}

  /**
   * Checks the edits of a plan one after the other; whether it was made for these very files is for
   * {@link #checkFiles}.
   *
   * @return what the plan leaves of the model
   * @throws SottoException naming what the model does not have, or that a block would lose all its
   *     groups
   */
  public static Structure check(Plan plan, WhisperModel model) {
    return check(plan.edits(), plan.heads(), model);
  }

  static Structure check(List<Edit> edits, HeadMode heads, WhisperModel model) {
    if (edits.stream().filter(NameGraphs.class::isInstance).count() > 1) {
      throw bad("the plan names the graphs twice");
    }
    Structure structure = Structure.of(model);
    boolean stored = !structure.packing().isEmpty();
    for (Edit edit : edits) {
      Applier applier = edit.applier();
      if (!stored || !applier.takesQuantised()) {
        checkFloats(structure);
      }
      applier.requires(new Applier.Subject(model, heads, structure));
      structure = applier.ensures(structure);
    }
    KeepVocabulary.of(edits).ifPresent(kept -> VocabularyTrimming.checkNeeded(kept, model));
    return structure;
  }

  /**
   * Checks that no weight is stored as less than floats, which most edits cannot change.
   *
   * @throws SottoException naming the first that is
   */
  public static void checkFloats(Structure structure) {
    structure.packing().entrySet().stream()
        .findFirst()
        .ifPresent(
            entry -> {
              throw bad(
                  "'%s' is stored as %s, and quantised weights are not changed; start from the float32 export"
                      .formatted(entry.getKey(), entry.getValue().label()));
            });
  }

  /**
   * Checks that a plan was made for these files.
   *
   * @param files the graph and external data files of the model, by name
   * @throws SottoException naming the first file that differs
   */
  public static void checkFiles(Plan plan, Map<String, Path> files) {
    check(plan, files, FileIdentity::fits);
  }

  /** As {@link #checkFiles}, but only by what can be told without reading the files. */
  public static void checkNamesAndSizes(Plan plan, Map<String, Path> files) {
    check(plan, files, FileIdentity::hasSizeOf);
  }

  private static void check(
      Plan plan, Map<String, Path> files, BiPredicate<FileIdentity, Path> fits) {
    plan.model()
        .forEach(
            (name, identity) -> {
              if (!files.containsKey(name)) {
                throw bad(FOR_ANOTHER + "it has a file " + name + ", this has none");
              }
              if (!fits.test(identity, files.get(name))) {
                throw bad(
                    "%s%s is not the file of %s bytes with CRC-32C %s that it was made for"
                        .formatted(FOR_ANOTHER, name, identity.bytes(), identity.crc32c()));
              }
            });
    for (String name : files.keySet()) {
      if (!plan.model().containsKey(name)) {
        throw bad(FOR_ANOTHER + "this has a file " + name + ", the plan does not");
      }
    }
  }

  static SottoException bad(String message) {
    return new SottoException(SottoException.Code.BAD_INPUT, message);
  }
}
