package dev.sotto.compressor.quantize;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.torch.DivergenceProbe;
import dev.sotto.compressor.train.torch.ModelDivergence;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Block;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Measures what one unit alone in its reference format does to what a model says. */
final class FormatSensitivity implements DivergenceProbe.Changes {
  /** Most clips that are asked. */
  private static final int CLIPS = 8;

  private final Parameters parameters;
  private final Map<Block, FormatUnit> byBlock = new HashMap<>();
  private final Map<FormatUnit, Double> measured = new LinkedHashMap<>();
  private final Map<String, Parameter> kept = new HashMap<>();
  private Optional<FormatUnit> now = Optional.empty();

  private FormatSensitivity(Parameters parameters, List<FormatUnit> units) {
    this.parameters = parameters;
    units.forEach(unit -> unit.block().ifPresent(block -> byBlock.put(block, unit)));
  }

  /**
   * Measures all units.
   *
   * @param clips of which some are asked, evenly among all
   * @return divergences in nats
   */
  static Map<FormatUnit, Double> measure(
      WhisperModel model, List<FormatUnit> units, List<CalibrationClip> clips, Progress progress) {
    ModelSizes sizes = ModelSizes.of(model);
    int count = Math.min(CLIPS, clips.size());
    List<CalibrationClip> asked =
        IntStream.range(0, count)
            .mapToObj(i -> clips.get((int) ((i + 0.5) * clips.size() / count)))
            .toList();
    Parameters parameters = Parameters.of(model);
    FormatSensitivity sensitivity = new FormatSensitivity(parameters, units);
    new DivergenceProbe(sizes, parameters, asked, progress).measure(sensitivity);
    for (FormatUnit unit : units) {
      if (unit.block().isEmpty()) {
        Parameters changed = Parameters.of(model);
        sensitivity.round(unit, changed);
        sensitivity.measured.put(
            unit, new ModelDivergence(sizes, asked).between(parameters, changed));
      }
    }
    return sensitivity.measured;
  }

  private void round(FormatUnit unit, Parameters changed) {
    for (LogicalWeight matrix : unit.matrices()) {
      Parameter weight = changed.get(matrix.role());
      weight
          .floats()
          .put(unit.reference().nearest(weight.tensor(matrix.role())).bytes().asFloatBuffer());
    }
  }

  @Override
  public void begin(Block block) {
    now = Optional.ofNullable(byBlock.get(block));
  }

  @Override
  public Optional<Runnable> next(List<Double> divergences) {
    return divergences.isEmpty() ? now.map(unit -> () -> change(unit)) : Optional.empty();
  }

  private void change(FormatUnit unit) {
    for (LogicalWeight matrix : unit.matrices()) {
      Parameter weight = parameters.get(matrix.role());
      Parameter copy = Parameter.zeros(matrix.role(), weight.shape());
      copy.floats().put(weight.floats());
      kept.put(matrix.role(), copy);
    }
    round(unit, parameters);
  }

  @Override
  public void end(List<Double> divergences) {
    now.ifPresent(unit -> measured.put(unit, divergences.get(0)));
    kept.forEach((role, copy) -> parameters.get(role).floats().put(copy.floats()));
    kept.clear();
  }
}
