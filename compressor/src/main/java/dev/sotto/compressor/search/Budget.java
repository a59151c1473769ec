package dev.sotto.compressor.search;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.sotto.compressor.search.Amount.Share;
import dev.sotto.models.SottoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be saved, as a user says it: {@code params=20%}, {@code layers=40%,flops=15%}, {@code
 * bytes=max:60MB} or {@code wer=+0.5}. All of it must be met.
 */
public final class Budget {
  /** All that can be counted. A new cost is entered here. */
  public static final List<Cost> COSTS =
      List.of(
          new ModelParameters(),
          new LayerParameters(),
          new StandardFlops(),
          new FileBytes(),
          new WindowMillis());

  private static final double LARGEST_SHARE = 0.99;

  private static final String EXPECTED =
      "expected a budget such as params=20%, layers=40%, flops=15%, bytes=max:60MB, ms=20% or"
          + " wer=+0.5, or several with commas between them, found '";

  private final List<Goal> goals;
  private final Optional<WerCeiling> ceiling;

  private Budget(List<Goal> goals, Optional<WerCeiling> ceiling) {
    this.goals = List.copyOf(goals);
    this.ceiling = ceiling;
  }

  /**
   * A share of one cost.
   *
   * @param fraction above 0 and below 1
   */
  public static Budget share(Cost cost, double fraction) {
    return new Budget(List.of(new Goal(cost, new Share(fraction))), Optional.empty());
  }

  /**
   * Reads a budget. A number without a percent sign or a unit is a fraction, such as 0.2.
   *
   * @throws SottoException if the text has another form, or says anything twice
   */
  public static Budget parse(String text) {
    List<Goal> goals = new ArrayList<>();
    Optional<WerCeiling> ceiling = Optional.empty();
    for (String part : text.strip().split(",", -1)) {
      String[] sides = part.strip().split("=", -1);
      String key = sides[0].toLowerCase(Locale.ROOT);
      boolean again =
          goals.stream().anyMatch(goal -> goal.cost().key().equals(key))
              || (key.equals(WerCeiling.KEY) && ceiling.isPresent());
      if (sides.length != 2 || again) {
        throw malformed(text);
      }
      if (key.equals(WerCeiling.KEY)) {
        ceiling = Optional.of(WerCeiling.parse(sides[1]).orElseThrow(() -> malformed(text)));
      } else {
        Cost cost = cost(key).orElseThrow(() -> malformed(text));
        goals.add(new Goal(cost, Amount.parse(sides[1], cost).orElseThrow(() -> malformed(text))));
      }
    }
    return new Budget(goals, ceiling);
  }

  private static SottoException malformed(String text) {
    return SottoException.usage(EXPECTED + text + "'");
  }

  /** The cost that a budget spells so. */
  public static Optional<Cost> cost(String key) {
    return COSTS.stream().filter(cost -> cost.key().equalsIgnoreCase(key)).findFirst();
  }

  /** What is to be saved; nothing where there is a ceiling alone. */
  List<Goal> goals() {
    return goals;
  }

  /** How much worse the model may hear. */
  public Optional<WerCeiling> ceiling() {
    return ceiling;
  }

  /** Whether only the ceiling says how much is to leave. */
  public boolean isCeilingAlone() {
    return goals.isEmpty();
  }

  /** What can be counted before anything is heard. */
  public Budget withoutCeiling() {
    return new Budget(goals, Optional.empty());
  }

  /** Whether {@code cost} is all that this budget asks for. */
  public boolean isOnly(Class<? extends Cost> cost) {
    return ceiling.isEmpty() && goals.size() == 1 && cost.isInstance(goals.get(0).cost());
  }

  /**
   * What is to be saved of the first cost.
   *
   * @param whole of the dense model
   */
  double toSave(double whole) {
    return goals.get(0).amount().toSave(whole);
  }

  /**
   * The share of the layers' parameters that this budget takes, or where it counts something else,
   * the share of all that groups cost of it; empty where nothing but times or a ceiling is given.
   */
  public OptionalDouble shareOfLayers(CostSource model) {
    return goals.stream()
        .filter(goal -> !(goal.cost() instanceof WindowMillis))
        .mapToDouble(
            goal ->
                goal.amount().toSave(goal.cost().whole(model))
                    / model.groups().all(block -> goal.cost().perGroup(model, block)))
        .map(share -> Math.max(0, Math.min(share, LARGEST_SHARE)))
        .max();
  }

  /** For example {@code params=20%} or {@code layers=40%,wer=+0.5}; equal budgets say the same. */
  @Override
  @JsonValue
  public String toString() {
    return Stream.concat(goals.stream(), ceiling.stream())
        .map(Object::toString)
        .collect(Collectors.joining(","));
  }
}
