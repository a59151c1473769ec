package dev.sotto.models.export;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.ValueInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a graph declares that a caller feeds, and what it gives, by name and in its order. */
public record Declared(Map<String, ValueInfo> inputs, Map<String, ValueInfo> outputs) {
  public Declared {
    inputs = Collections.unmodifiableMap(inputs);
    outputs = Collections.unmodifiableMap(outputs);
  }

  /** Some exporters list the weights among the inputs; those have their value already. */
  public static Declared of(Graph graph) {
    Map<String, ValueInfo> inputs = byName(graph.inputs());
    inputs.keySet().removeIf(name -> graph.initializer(name).isPresent());
    return new Declared(inputs, byName(graph.outputs()));
  }

  private static Map<String, ValueInfo> byName(List<ValueInfo> values) {
    Map<String, ValueInfo> named = new LinkedHashMap<>();
    values.forEach(value -> named.put(value.name(), value));
    return named;
  }
}
