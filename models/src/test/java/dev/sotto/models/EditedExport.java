package dev.sotto.models;

import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.plan.Edit;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Exports that edits make of others, no group removed. */
public final class EditedExport {
  private EditedExport() {}

  /** The plan of edits of an export. */
  public static Plan plan(Path dense, Edit... edits) {
    WhisperModel model = Exports.open(dense).read();
    return new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), List.of(edits));
  }

  /** Writes what edits make of {@code dense} to a new folder. */
  public static ExportFolder write(Path dense, Path target, Edit... edits) {
    return write(dense, target, plan(dense, edits));
  }

  /** Writes what a plan makes of {@code dense} to a new folder. */
  public static ExportFolder write(Path dense, Path target, Plan plan) {
    try (OutputFolder output = OutputFolder.create(target, false)) {
      ExportRewriter.apply(Exports.open(dense).read(), plan, output);
      output.complete();
    }
    return Exports.open(target);
  }
}
