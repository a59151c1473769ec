package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.Observed;
import dev.sotto.compressor.train.torch.BlockSweep;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Repairs a model block after block, each with what it reads of those before it that were repaired
 * already.
 *
 * @param again whether the optimal brain surgeon chooses the groups of each block anew, as many as
 *     there are to leave
 * @param damping of each block, as {@link Repair#repair} has it
 */
public record Reconstruction(
    Repair repair, boolean again, ToDoubleFunction<Block> damping, Progress progress) {

  /**
   * What was done.
   *
   * @param removed block name to the groups that leave
   * @param weights other weights by role, in the model's shapes, zero for what leaves; views of the
   *     parameters
   * @param errors mean squared error of each block's output against what it gave, by block name
   */
  public record Result(
      Map<String, List<Integer>> removed,
      Map<String, Tensor> weights,
      Map<String, Double> errors) {}

  /**
   * Repairs.
   *
   * @param parameters changed in place
   * @param removed block name to the groups that leave
   */
  public Result run(
      ModelSizes sizes,
      Parameters parameters,
      Map<String, List<Integer>> removed,
      List<CalibrationClip> clips) {
    Map<String, List<Integer>> leaving = new LinkedHashMap<>();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Double> errors = new LinkedHashMap<>();
    Optional<Parameters> dense =
        repair.follow() < 0 ? Optional.empty() : Optional.of(dense(sizes, parameters));
    new BlockSweep(sizes, parameters, dense, repair.follow(), clips, progress)
        .run(
            (block, observe) -> {
              String name = block.id().name();
              List<Integer> groups = removed.getOrDefault(name, List.of());
              if (groups.isEmpty()) {
                return;
              }
              Observed observed = observe.get();
              double lambda = damping.applyAsDouble(block);
              OutputProjection before = OutputProjection.of(block, parameters);
              List<Integer> chosen =
                  again ? choose(before, observed, groups.size(), lambda) : groups;
              OutputProjection after = repair.repair(before, observed, chosen, lambda);
              after.store(parameters);
              leaving.put(name, chosen.stream().sorted().toList());
              errors.put(name, before.relativeError(after, observed.inputs()));
              for (String role : roles(block)) {
                weights.put(role, parameters.get(role).tensor(role));
              }
            });
    return new Result(leaving, weights, errors);
  }

  private static List<Integer> choose(
      OutputProjection before, Observed observed, int count, double lambda) {
    BrainSurgeon surgeon = new BrainSurgeon(before, observed.inputs(), lambda);
    surgeon.removeCheapest(count);
    return surgeon.removed();
  }

  private static List<String> roles(Block block) {
    return List.of(block.id().outputRole("weight"), block.id().outputRole("bias"));
  }

  /** The model before the repair; what is not changed is shared. */
  private static Parameters dense(ModelSizes sizes, Parameters parameters) {
    Map<String, Parameter> byRole = new LinkedHashMap<>(parameters.byRole());
    List<String> changed = new ArrayList<>();
    sizes.blocks().forEach(block -> changed.addAll(roles(block)));
    for (String role : changed) {
      Parameter own = parameters.get(role);
      Parameter copy = Parameter.zeros(role, own.shape());
      copy.floats().put(own.floats());
      byRole.put(role, copy);
    }
    return new Parameters(byRole);
  }
}
