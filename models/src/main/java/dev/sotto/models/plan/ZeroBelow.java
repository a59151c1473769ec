package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sets small elements to zero.
 *
 * @param magnitudes role to a magnitude; smaller elements of it become zero
 */
public record ZeroBelow(Map<String, Double> magnitudes) implements Edit {
  static final String KIND = "zero-below";

  public ZeroBelow {
    magnitudes = Collections.unmodifiableMap(new TreeMap<>(magnitudes));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ObjectNode json) {
    ObjectNode roles = json.putObject("magnitudes");
    magnitudes.forEach(roles::put);
  }

  @Override
  public Applier applier() {
    return new Thresholding(this);
  }
}
