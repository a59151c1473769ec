package dev.sotto.compressor.search;

import dev.sotto.models.whisper.Block;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How near the groups that leave come to all goals of a budget. */
final class GoalMeter {
  /** What leaves with a group, by block, asked for once as a search tries many selections. */
  private record Priced(Goal goal, double whole, double toSave, Map<String, Double> perGroup) {
    double price(String block) {
      return toSave <= 0 ? 0 : perGroup.get(block) / whole;
    }

    Reading read(Map<String, List<Integer>> removed) {
      double saved =
          perGroup.entrySet().stream()
              .mapToDouble(
                  block ->
                      block.getValue() * removed.getOrDefault(block.getKey(), List.of()).size())
              .sum();
      return new Reading(goal, saved, whole, toSave);
    }
  }

  /**
   * How near a selection comes to one goal.
   *
   * @param saved by the groups that leave
   * @param whole cost of the dense model
   * @param toSave what the goal asks for
   */
  record Reading(Goal goal, double saved, double whole, double toSave) {
    /** What is saved over what is to be; from 1 if the goal is met. */
    double reached() {
      return toSave <= 0 ? Double.POSITIVE_INFINITY : saved / toSave;
    }

    /** For example {@code 24.3 ms of 120.5 ms saved}. */
    String told() {
      Cost cost = goal.cost();
      return "%s of %s saved".formatted(cost.show(saved), cost.show(whole));
    }

    /** What is saved over the cost of the dense model. */
    double share() {
      return saved / whole;
    }
  }

  /** What counts where a goal sees no saving at all, as a time that is too short to measure. */
  private static final double LEAST_PRICE = 0.01;

  private final GroupCosts costs;
  private final List<Priced> goals = new ArrayList<>();

  GoalMeter(Budget budget, CostSource model) {
    costs = model.groups();
    for (Goal goal : budget.goals()) {
      double whole = goal.cost().whole(model);
      Map<String, Double> perGroup = new LinkedHashMap<>();
      for (Block block : model.groups().model().blocks()) {
        perGroup.put(block.id().name(), goal.cost().perGroup(model, block));
      }
      double asked = goal.amount().toSave(whole);
      double toSave = asked > 0 ? asked + goal.cost().reserve(model) : asked;
      goals.add(new Priced(goal, whole, toSave, perGroup));
    }
  }

  /**
   * What a group of {@code block} is worth to this budget: the shares of the model that leave with
   * it, of all that is still to be saved. Above 0.
   */
  double price(String block) {
    double price = goals.stream().mapToDouble(goal -> goal.price(block)).sum();
    double parameters = costs.parameters(costs.model().block(block).orElseThrow());
    return price > 0 ? price : LEAST_PRICE * parameters / costs.model().parameters();
  }

  /** What an allocation is to save, of the goals that are not met by themselves. */
  List<HeadUnitAllocation.Price> prices() {
    return goals.stream()
        .filter(goal -> goal.toSave > 0)
        .map(
            goal ->
                new HeadUnitAllocation.Price(
                    block -> goal.perGroup.get(block.id().name()), goal.toSave))
        .toList();
  }

  /**
   * The goal that is farthest from being met.
   *
   * @param removed block name to the groups that leave
   */
  Reading farthest(Map<String, List<Integer>> removed) {
    return readings(removed).stream()
        .min(Comparator.comparingDouble(Reading::reached))
        .orElseThrow();
  }

  /** Every goal, in the order of the budget. */
  List<Reading> readings(Map<String, List<Integer>> removed) {
    return goals.stream().map(goal -> goal.read(removed)).toList();
  }
}
