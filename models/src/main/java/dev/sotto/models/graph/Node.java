package dev.sotto.models.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One operation of a graph. Its identity is what the reader remembers it by, so edits change it in
 * place.
 */
public final class Node {
  /** The domain of the operators that ONNX Runtime contributes. */
  public static final String CONTRIBUTED = "com.microsoft";

  private final String name;
  private final String domain;
  private final String opType;
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, Attribute> attributes;

  /**
   * @param domain operator set, empty for ONNX's own
   * @param inputs value names; an empty name is an input left out
   */
  public Node(
      String name,
      String domain,
      String opType,
      List<String> inputs,
      List<String> outputs,
      Map<String, Attribute> attributes) {
    this.name = Objects.requireNonNull(name);
    this.domain = domain.equals("ai.onnx") ? "" : domain;
    this.opType = Objects.requireNonNull(opType);
    this.inputs = new ArrayList<>(inputs);
    this.outputs = new ArrayList<>(outputs);
    this.attributes = new LinkedHashMap<>(attributes);
  }

  public String name() {
    return name;
  }

  public String domain() {
    return domain;
  }

  public String opType() {
    return opType;
  }

  /** Whether this is ONNX's own operator {@code type}. */
  public boolean is(String type) {
    return domain.isEmpty() && opType.equals(type);
  }

  /** Whether this is ONNX Runtime's operator {@code type}. */
  public boolean isContributed(String type) {
    return domain.equals(CONTRIBUTED) && opType.equals(type);
  }

  public List<String> inputs() {
    return Collections.unmodifiableList(inputs);
  }

  /** The name of input {@code index}, empty if it was left out. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  public List<String> outputs() {
    return Collections.unmodifiableList(outputs);
  }

  /** The first output, which for most operators is the only one. */
  public String output() {
    return outputs.get(0);
  }

  public Map<String, Attribute> attributes() {
    return Collections.unmodifiableMap(attributes);
  }

  public Optional<Attribute> attribute(String key) {
    return Optional.ofNullable(attributes.get(key));
  }

  /** The whole-number attribute {@code key}, or {@code fallback} where it is absent. */
  public long intAttribute(String key, long fallback) {
    return attributes.get(key) instanceof Attribute.Int number ? number.value() : fallback;
  }

  /** The attribute {@code key} as a list of whole numbers, empty where it is absent. */
  public List<Long> intsAttribute(String key) {
    return attributes.get(key) instanceof Attribute.Ints numbers ? numbers.values() : List.of();
  }

  /** The graphs among the attributes, by attribute name. */
  public Map<String, Graph> subgraphs() {
    Map<String, Graph> graphs = new LinkedHashMap<>();
    attributes.forEach(
        (key, value) -> {
          if (value instanceof Attribute.Subgraph subgraph) {
            graphs.put(key, subgraph.graph());
          }
        });
    return graphs;
  }

  public void setInput(int index, String value) {
    inputs.set(index, Objects.requireNonNull(value));
  }

  /** Gives the node one more output, behind the others. */
  public void addOutput(String value) {
    outputs.add(Objects.requireNonNull(value));
  }

  /** Gives output {@code index} another name. */
  public void setOutput(int index, String value) {
    outputs.set(index, Objects.requireNonNull(value));
  }

  /** Has the node not give output {@code index} any more; those behind it move up. */
  public void removeOutput(int index) {
    outputs.remove(index);
  }

  public void setAttribute(String key, Attribute value) {
    attributes.put(key, Objects.requireNonNull(value));
  }

  /**
   * What to call this node in a message: its name, or its operator and output where it has none.
   */
  public String label() {
    return opType + " '" + (name.isEmpty() ? "-> " + String.join(",", outputs) : name) + "'";
  }

  @Override
  public String toString() {
    return label() + inputs + " -> " + outputs;
  }
}
