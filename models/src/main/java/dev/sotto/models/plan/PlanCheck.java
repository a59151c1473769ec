package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Whether a plan makes sense for a model. */
public final class PlanCheck {
  private static final String FOR_ANOTHER = "the plan is for another model: ";

  private PlanCheck() {}

  /**
   * Checks the blocks, groups and roles of a plan; whether it was made for these very files is for
   * {@link #checkFiles}.
   *
   * @throws SottoException naming what the model does not have, or that a block would lose all its
   *     groups
   */
  public static void check(Plan plan, WhisperModel model) {
    plan.remove().forEach((name, groups) -> check(model, name, groups));
    for (String role : plan.zeroBelow().keySet()) {
      if (model.weight(role).isEmpty()) {
        throw bad("the plan sets weights of '" + role + "' to zero, which the model does not have");
      }
    }
    // What removes nothing leaves the heads as they are, and promises nothing of them.
    if (plan.heads().isEven() && !plan.remove().isEmpty()) {
      checkUniform(plan, model);
    }
  }

  private static void check(WhisperModel model, String name, List<Integer> groups) {
    Block block =
        model
            .block(name)
            .orElseThrow(
                () -> bad("the plan names block '" + name + "', which the model does not have"));
    int last = groups.get(groups.size() - 1);
    if (last >= block.groups()) {
      throw bad(
          "the plan removes group " + last + " of '" + name + "', which has " + block.groups());
    }
    if (groups.size() == block.groups()) {
      throw bad(
          "the plan removes all " + block.groups() + " groups of '" + name + "'; one must stay");
    }
  }

  private static void checkUniform(Plan plan, WhisperModel model) {
    Map<BlockId.Stack, Integer> counts = new TreeMap<>();
    for (Block block : model.blocks()) {
      if (!block.id().kind().isAttention()) {
        continue;
      }
      int kept = plan.kept(block);
      Integer before = counts.putIfAbsent(block.id().stack(), kept);
      if (before != null && before != kept) {
        throw bad(
            "the plan says "
                + name(plan)
                + " heads, but leaves "
                + kept
                + " in '"
                + block.id().name()
                + "' and "
                + before
                + " before it");
      }
      if (!plan.heads().allows(kept, model.config().modelDim())) {
        throw bad(
            "the plan says portable heads, but leaves %d in '%s', which does not divide d_model %d"
                .formatted(kept, block.id().name(), model.config().modelDim()));
      }
    }
  }

  private static String name(Plan plan) {
    return plan.heads().name().toLowerCase(Locale.ROOT);
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
                    FOR_ANOTHER
                        + name
                        + " is not the file of "
                        + identity.bytes()
                        + " bytes with CRC-32C "
                        + identity.crc32c()
                        + " that it was made for");
              }
            });
    for (String name : files.keySet()) {
      if (!plan.model().containsKey(name)) {
        throw bad(FOR_ANOTHER + "this has a file " + name + ", the plan does not");
      }
    }
  }

  private static SottoException bad(String message) {
    return new SottoException(SottoException.Code.BAD_INPUT, message);
  }
}
