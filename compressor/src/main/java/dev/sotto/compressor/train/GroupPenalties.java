package dev.sotto.compressor.train;

import dev.sotto.compressor.train.optimize.Elements;
import dev.sotto.compressor.train.optimize.Metric;
import dev.sotto.compressor.train.optimize.Optimizer;
import dev.sotto.compressor.train.optimize.ParameterState;
import dev.sotto.compressor.train.optimize.StepRates;
import dev.sotto.compressor.train.proximal.CoupledPenalty;
import dev.sotto.compressor.train.proximal.PenaltyForm;
import dev.sotto.compressor.train.proximal.ProximalTensor;
import dev.sotto.compressor.train.weights.BlockGroups;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The penalty on all blocks: given strengths, or a schedule towards a target. */
final class GroupPenalties {
  private final PenaltyForm form;
  private final boolean weighted;
  private final List<CoupledPenalty> penalties = new ArrayList<>();
  private final List<BlockGroups> blocks;
  private final Optional<GroupSchedule> schedule;

  GroupPenalties(ModelSizes sizes, Parameters parameters, TrainingSettings settings) {
    Penalty penalty = settings.penalty();
    this.form = penalty.form();
    this.weighted = penalty.isWeighted();
    this.blocks = sizes.blocks().stream().map(block -> BlockGroups.of(block, parameters)).toList();
    for (BlockGroups groups : blocks) {
      Stack stack = groups.block().id().stack();
      penalties.add(new CoupledPenalty(groups.places(), penalty.l1(stack), penalty.group(stack)));
    }
    this.schedule =
        penalty.target() > 0
            ? Optional.of(new GroupSchedule(blocks, penalty, settings.length().steps()))
            : Optional.empty();
  }

  /** The groups of every block. */
  List<BlockGroups> blocks() {
    return blocks;
  }

  Optional<GroupSchedule> schedule() {
    return schedule;
  }

  /**
   * Adds what the penalty contributes to the gradients, by role.
   *
   * @return whether that is anything
   */
  boolean addGradients(Map<String, ParameterState> states, Map<String, Elements> gradients) {
    if (!weighted || form == PenaltyForm.PROXIMAL) {
      return false;
    }
    Map<String, Elements> weights = new HashMap<>();
    states.forEach((role, state) -> weights.put(role, state.weights()));
    penalties.forEach(penalty -> penalty.addGradient(form, weights, gradients));
    return true;
  }

  /** What follows a step of the optimiser. */
  void afterStep(Map<String, ParameterState> states, Optimizer optimizer, StepRates rates) {
    if (weighted && form == PenaltyForm.PROXIMAL) {
      Map<String, ProximalTensor> tensors = new HashMap<>();
      states.forEach(
          (role, state) ->
              tensors.put(
                  role, new ProximalTensor(state.weights(), optimizer.metric(state, rates))));
      penalties.forEach(penalty -> penalty.prox(tensors));
    }
    schedule.ifPresent(
        groups ->
            groups.apply(
                rates.step(),
                parameter -> {
                  ParameterState state = states.get(parameter.role());
                  // At the full rate: how far the schedule has decayed says nothing of a group.
                  Metric metric = optimizer.metric(state, new StepRates(rates.step(), 1));
                  return (first, into, length) -> {
                    for (int k = 0; k < length; k++) {
                      into[k] = metric.at(first + k) * state.weights().get(first + k);
                    }
                  };
                }));
  }

  /** Share of the layers' parameters in groups of zeros, of all blocks and by family. */
  record Zeros(double share, Map<String, Double> families) {}

  Zeros zeros() {
    Map<String, long[]> families = new TreeMap<>();
    long all = 0;
    long gone = 0;
    for (BlockGroups groups : blocks) {
      long[] count = families.computeIfAbsent(family(groups.block().id()), key -> new long[2]);
      for (double square : groups.squaredNorms()) {
        count[0] += square == 0 ? 1 : 0;
        count[1]++;
        gone += square == 0 ? groups.elements() : 0;
        all += groups.elements();
      }
    }
    Map<String, Double> shares = new TreeMap<>();
    families.forEach((family, count) -> shares.put(family, (double) count[0] / count[1]));
    return new Zeros((double) gone / all, shares);
  }

  private static String family(BlockId block) {
    return block.stack().label() + "." + block.kind().label();
  }
}
