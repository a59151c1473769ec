package dev.sotto.compressor.search;

import dev.sotto.compressor.saliency.ElementThresholds;
import dev.sotto.compressor.saliency.GroupScores;
import dev.sotto.compressor.saliency.Saliency;
import dev.sotto.compressor.saliency.SaliencyContext;
import dev.sotto.compressor.search.GoalMeter.Reading;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.Futures;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Makes a plan by scores of weights in two passes: groups with a score below {@code -a} leave, then
 * elements below {@code s * sigma'} become zero. Either number is given, or found by bisection for
 * a budget.
 */
public final class Planner {
  /** Enough to tell any two scores of a model apart. */
  private static final int BISECTION_STEPS = 60;

  /** The setting of a plan that tells what it is to save of times. */
  public static final String PREDICTED_MILLIS = "predictedMillis";

  /** The setting of a plan that tells {@code s}. */
  public static final String UNSTRUCTURED_SCALE = "unstructuredScale";

  /**
   * What scores groups and how far each pass goes.
   *
   * @param structuredScale {@code a}; empty for no structured pass, unless {@code remove} asks for
   *     one
   * @param remove budget of the structured pass, in place of {@code structuredScale}
   * @param unstructuredScale {@code s}; empty for no unstructured pass, unless {@code zero} asks
   *     for one
   * @param zero budget of the unstructured pass in parameters, in place of {@code
   *     unstructuredScale}
   */
  public record Request(
      Saliency saliency,
      HeadMode heads,
      Optional<Double> structuredScale,
      Optional<Budget> remove,
      Optional<Double> unstructuredScale,
      Optional<Budget> zero) {

    /** Whether anything of the layers is to leave or to become zero. */
    public boolean prunes() {
      return structuredScale.isPresent()
          || remove.isPresent()
          || unstructuredScale.isPresent()
          || zero.isPresent();
    }

    /** The same with another budget for what leaves. */
    public Request withRemove(Budget other) {
      return new Request(
          saliency, heads, structuredScale, Optional.of(other), unstructuredScale, zero);
    }
  }

  private final SaliencyContext context;
  private final WhisperModel model;
  private final GroupCosts costs;

  /**
   * @param context the model, and what may be asked for to score it
   */
  public Planner(SaliencyContext context) {
    this.context = context;
    this.model = context.model();
    this.costs = new GroupCosts(model);
  }

  /**
   * Makes a plan, for budgets in which no times are.
   *
   * @param denseFlops FLOPs of the standard workload of the model, for a budget in FLOPs
   * @throws SottoException if a budget cannot be met
   */
  public Plan plan(Request request, long denseFlops) {
    return plan(request, CostSource.untimed(costs, denseFlops));
  }

  /**
   * Makes a plan.
   *
   * @param source the costs of the same model
   * @throws SottoException if a budget cannot be met, or is a ceiling alone, for which models must
   *     be heard
   */
  public Plan plan(Request request, CostSource source) {
    Map<String, String> settings = new TreeMap<>();
    request
        .saliency()
        .identity()
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    settings.put("sotto", SottoVersion.current());
    // Hashing takes as long as all else, and needs nothing of it.
    CompletableFuture<Map<String, FileIdentity>> identities =
        CompletableFuture.supplyAsync(() -> ExportRewriter.identities(model));
    Map<String, List<Integer>> removed = structured(request, source, settings);
    Map<String, Double> thresholds = unstructured(request, removed, settings);
    return new Plan(Futures.join(identities), request.heads(), settings, removed, thresholds);
  }

  private Map<String, List<Integer>> structured(
      Request request, CostSource source, Map<String, String> settings) {
    if (request.structuredScale().isEmpty() && request.remove().isEmpty()) {
      return Map.of();
    }
    if (request.remove().filter(Budget::isCeilingAlone).isPresent()) {
      throw SottoException.usage(
          "a budget in wer needs speech to measure on; 'sotto compress' finds what it allows");
    }
    Optional<GoalMeter> counted = request.remove().map(budget -> new GoalMeter(budget, source));
    GroupScores raw = context.score(request.saliency());
    GroupScores scores =
        request.saliency().addsUp() && counted.isPresent()
            // Scores that say what is lost are weighed against what the budget counts.
            ? raw.perCost(counted.get()::price)
            : raw;
    settings.putAll(context.settings());
    GroupSelection selection =
        new GroupSelection(model, scores, request.heads(), request.saliency().addsUp());
    if (request.structuredScale().isPresent()) {
      settings.put("structuredScale", request.structuredScale().get().toString());
      return selection.below(-request.structuredScale().get());
    }
    Budget budget = request.remove().get();
    settings.put("remove", budget.withoutCeiling().toString());
    GoalMeter meter = counted.orElseThrow();
    Reading levelling = meter.farthest(selection.below(Double.NEGATIVE_INFINITY));
    if (levelling.saved() > 0 && levelling.reached() > 1) {
      throw SottoException.checkFailed(
          String.format(
              Locale.ROOT,
              "the budget cannot be met: %s, and to make them %s takes %.1f %% by itself; use"
                  + " --heads free or a larger budget",
              UnevenHeads.describe(model)
                  .orElse(
                      "heads whose number does not divide d_model " + model.config().modelDim()),
              request.heads().name().toLowerCase(Locale.ROOT),
              100 * levelling.share()));
    }
    Map<String, List<Integer>> removed =
        allocated(request, raw, meter).orElseGet(() -> reach(selection, scores, meter, settings));
    // Times cannot be counted again from the files.
    meter.readings(removed).stream()
        .filter(reading -> reading.goal().cost() instanceof WindowMillis)
        .forEach(reading -> settings.put(PREDICTED_MILLIS, reading.told()));
    return removed;
  }

  private Optional<Map<String, List<Integer>>> allocated(
      Request request, GroupScores scores, GoalMeter meter) {
    return request.saliency().triesAllHeads()
        ? HeadUnitAllocation.of(model, scores, request.heads()).saving(meter.prices())
        : Optional.empty();
  }

  /** Parameters of all attentions and feed-forward networks that lie in groups. */
  public long layerParameters() {
    return costs.layerParameters();
  }

  /**
   * Raises the bar until the goal is reached. Heads leave in steps far larger than units do, so
   * where the last step would take heads beyond the goal, units alone fill the rest.
   */
  private Map<String, List<Integer>> reach(
      GroupSelection selection, GroupScores scores, GoalMeter meter, Map<String, String> settings) {
    ToDoubleFunction<Map<String, List<Integer>>> reached =
        removed -> meter.farthest(removed).reached();
    // What is zero already is lost to nobody, so it all leaves, whatever else does.
    double aboveZero = Math.nextUp(scores.zero());
    Map<String, List<Integer>> zeros = selection.below(aboveZero);
    if (reached.applyAsDouble(zeros) >= 1) {
      settings.put("structuredScale", Double.toString(-aboveZero));
      return zeros;
    }
    double low = Math.max(scores.lowest(), aboveZero);
    double high = Math.nextUp(scores.highest());
    Reading most = meter.farthest(selection.below(high));
    if (most.reached() < 1) {
      throw SottoException.checkFailed(
          String.format(
              Locale.ROOT,
              "the budget cannot be met: removing all groups but one of each block saves %.1f %% of"
                  + " what %s asks for",
              100 * most.reached(),
              most.goal()));
    }
    Bracket bar = bracket(low, high, 1, value -> reached.applyAsDouble(selection.below(value)));
    settings.put("structuredScale", Double.toString(-bar.reached()));
    boolean unitsSuffice = reached.applyAsDouble(selection.below(bar.below(), high)) >= 1;
    if (!unitsSuffice) {
      return selection.below(bar.reached());
    }
    Bracket units =
        bracket(
            bar.below(),
            high,
            1,
            value -> reached.applyAsDouble(selection.below(bar.below(), value)));
    settings.put("structuredScaleOfUnits", Double.toString(-units.reached()));
    return selection.below(bar.below(), units.reached());
  }

  /** Neighbouring values, at the first of which the goal is not reached and at the second it is. */
  private record Bracket(double below, double reached) {}

  /**
   * Where in {@code [low, high]} {@code rising} gets to {@code goal}, to the precision of double;
   * it must do so at {@code high}.
   */
  private static Bracket bracket(double low, double high, double goal, DoubleUnaryOperator rising) {
    double below = low;
    double reached = high;
    for (int step = 0; step < BISECTION_STEPS; step++) {
      double middle = below + (reached - below) / 2;
      if (rising.applyAsDouble(middle) >= goal) {
        reached = middle;
      } else {
        below = middle;
      }
    }
    return new Bracket(below, reached);
  }

  private Map<String, Double> unstructured(
      Request request, Map<String, List<Integer>> removed, Map<String, String> settings) {
    if (request.unstructuredScale().isEmpty() && request.zero().isEmpty()) {
      return Map.of();
    }
    ElementThresholds thresholds = new ElementThresholds(model, removed);
    double scale = request.unstructuredScale().orElseGet(() -> scaleFor(request, thresholds));
    request.zero().ifPresent(budget -> settings.put("zero", budget.toString()));
    settings.put(UNSTRUCTURED_SCALE, Double.toString(scale));
    return thresholds.thresholds(scale);
  }

  private double scaleFor(Request request, ElementThresholds thresholds) {
    Budget budget = request.zero().orElseThrow();
    double goal = budget.toSave((double) model.parameters());
    if (goal > thresholds.elements()) {
      throw SottoException.checkFailed(
          "the budget cannot be met: only %s of %s parameters are left in the layers"
              .formatted(thresholds.elements(), model.parameters()));
    }
    return bracket(0, 64, goal, thresholds::zeroed).reached();
  }
}
