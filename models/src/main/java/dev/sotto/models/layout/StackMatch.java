package dev.sotto.models.layout;

import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.Roles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was recognised in one graph of a stack: the readings of each role, and the blocks with their
 * patterns.
 */
public final class StackMatch {
  private final Map<String, List<Reading>> readings = new LinkedHashMap<>();
  private final Map<BlockId, Attention> attentions = new LinkedHashMap<>();
  private final Map<BlockId, FeedForward> feedForwards = new LinkedHashMap<>();
  private final Map<String, Norm> norms = new LinkedHashMap<>();

  void add(String role, Reading reading) {
    readings.computeIfAbsent(role, key -> new ArrayList<>()).add(reading);
  }

  void add(String role, Use use) {
    add(role, Reading.whole(use, false));
  }

  void add(BlockId block, String name, Linear linear) {
    String weight = block.role(name + ".weight");
    linear.right().ifPresent(right -> add(Roles.right(weight), right));
    add(linear.right().isPresent() ? Roles.left(weight) : weight, linear.weight());
    linear.bias().ifPresent(bias -> add(block.role(name + ".bias"), bias));
  }

  void add(BlockId block, Attention attention) {
    attentions.put(block, attention);
    add(block, "q_proj", attention.query());
    attention.key().ifPresent(key -> add(block, "k_proj", key));
    attention.value().ifPresent(value -> add(block, "v_proj", value));
    add(block, "out_proj", attention.out());
  }

  void add(BlockId block, FeedForward feedForward) {
    feedForwards.put(block, feedForward);
    add(block, "fc1", feedForward.fc1());
    add(block, "fc2", feedForward.fc2());
  }

  void add(String name, Norm norm) {
    norms.put(name, norm);
    add(name + ".weight", norm.weight());
    add(name + ".bias", norm.bias());
  }

  Map<String, List<Reading>> readings() {
    return readings;
  }

  public Map<BlockId, Attention> attentions() {
    return attentions;
  }

  Map<BlockId, FeedForward> feedForwards() {
    return feedForwards;
  }

  /** By what the roles of the normalisation begin with. */
  Map<String, Norm> norms() {
    return norms;
  }
}
