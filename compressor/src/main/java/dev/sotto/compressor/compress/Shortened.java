package dev.sotto.compressor.compress;

import dev.sotto.compressor.search.PlanCosts;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the removal of whole layers did.
 *
 * @param removedParameters of the layers
 * @param layerParameters of all groups before
 * @param settings what plans tell of them
 * @param warnings what a user should know about the export
 */
public record Shortened(
    long removedParameters,
    long layerParameters,
    Map<String, String> settings,
    List<String> warnings) {
  public Shortened {
    settings = Map.copyOf(settings);
    warnings = List.copyOf(warnings);
  }

  /** Writes the shorter export and its plan. */
  static Shortened write(Shortening shortening, ExportFolder dense, OutputFolder output) {
    Shortening.Shorter written = shortening.write(dense, output);
    Soundness.checkOutput(output);
    PlanCosts costs = PlanCosts.of(dense.read(), written.plan());
    return new Shortened(
        costs.parameters(), costs.allLayerParameters(), shortening.settings(), written.warnings());
  }

  /**
   * The plan that tells of both.
   *
   * @param first takes the layers out of the dense model
   * @param rest is made for what they leave
   * @param isNext whether nothing happened between them: then one plan does both. What was trained
   *     between them no plan does.
   */
  Plan toPlan(Plan first, Plan rest, boolean isNext) {
    if (isNext) {
      return Shortening.joined(first, rest, settings);
    }
    Map<String, String> told = new TreeMap<>(rest.settings());
    told.putAll(settings);
    return new Plan(rest.model(), rest.heads(), told, rest.edits());
  }
}
