package dev.sotto.compressor.compress;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.compress.Planning.Listening;
import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.compressor.quantize.Quantizer;
import dev.sotto.compressor.quantize.UnitCosts;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanFile;
import dev.sotto.models.plan.PlanJson;
import dev.sotto.models.plan.Quantize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Rounds a model to number formats: a plan, and beside it what was chosen by speech.
 *
 * @param listening speech to round by; none to take what is nearest
 */
record RoundingStep(
    FormatRequest formats,
    Optional<Listening> listening,
    long seed,
    Stages stages,
    Progress progress) {
  /** What calibration chose, beside the plan. */
  private static final String BLOCKS = "blocks.safetensors";

  private record Inputs(
      Map<String, String> model,
      String formats,
      Optional<Listening.Identity> listening,
      long seed) {}

  /**
   * What was made.
   *
   * @param roles that are stored as something smaller
   * @param calibrated whether by what they read of speech
   */
  record Made(int roles, boolean calibrated) {}

  /**
   * The step.
   *
   * @param nothing a plan for {@code model} that leaves it as it is
   * @param hashes of its files
   */
  Step<Made> of(Path model, Plan nothing, Map<String, String> hashes) {
    return Step.of(
        "rounded",
        new Inputs(hashes, formats.label(), listening.map(Listening::identity), seed),
        Made.class,
        output -> round(Exports.open(model), nothing, hashes, output));
  }

  private record CostInputs(
      Map<String, String> model, Optional<Listening.Identity> listening, long seed) {}

  /** What units cost, which is kept: other bounds ask for it again. */
  private UnitCosts costs(
      WhisperModel model, List<CalibrationClip> clips, Map<String, String> hashes) {
    return stages
        .complete(
            Step.of(
                "units",
                new CostInputs(hashes, listening.map(Listening::identity), seed),
                UnitCosts.class,
                output -> UnitCosts.measure(model, clips, progress)))
        .result();
  }

  private Made round(
      ExportFolder export, Plan nothing, Map<String, String> hashes, OutputFolder output) {
    WhisperModel model = export.read();
    Optional<Supplier<List<CalibrationClip>>> speech =
        listening.map(given -> () -> given.heard(export, seed, hashes, stages, progress).clips());
    Quantize edit =
        new Quantizer(formats, (whole, clips, seen) -> costs(whole, clips, hashes), progress)
            .edit(model, speech, output.path().resolve(BLOCKS));
    output.write(PlanFile.NAME, PlanJson.write(nothing.and(edit)));
    return new Made(edit.formats().size(), edit.rounded().isPresent());
  }
}
