package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.plan.ReplaceWeights.Source;
import java.util.Optional;

/**
 * Has linear layers of blocks multiply by two thin factors in place of their matrix: {@code W [out,
 * in] = U V}. That saves where {@code k (out + in) < out in}; the bias stays as it is.
 *
 * @param factors {@code U [out, k]} and {@code V [k, in]} of each weight, named as its role with
 *     {@code .left} and {@code .right} behind it
 */
public record LowRank(Source factors) implements Edit {
  static final String KIND = "low-rank";

  /** Reads the JSON form; the file lies beside the plan. */
  static LowRank read(PlanFields fields) {
    return new LowRank(ReplaceWeights.stored(fields, KIND));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ObjectNode json) {
    ReplaceWeights.write(factors, json);
  }

  @Override
  public Optional<Source> source() {
    return Optional.of(factors);
  }

  @Override
  public LowRank from(Source other) {
    return new LowRank(other);
  }

  @Override
  public Applier applier() {
    return new LowRankFactoring(this);
  }
}
