package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which message each part of a graph was read from. An untouched part is written as its message; an
 * edited one starts from it, so that nothing the graph does not model is lost.
 */
final class Sources {
  /** A node's message, and its attributes as they were read. */
  record NodeSource(NodeProto proto, Map<String, Attribute> attributes) {}

  private final IdentityHashMap<Graph, GraphProto> graphs = new IdentityHashMap<>();
  private final IdentityHashMap<Node, NodeSource> nodes = new IdentityHashMap<>();
  private final IdentityHashMap<Tensor, TensorProto> tensors = new IdentityHashMap<>();
  private final IdentityHashMap<ValueInfo, ValueInfoProto> values = new IdentityHashMap<>();
  private final Map<String, ValueInfoProto> valuesByName = new HashMap<>();

  void add(Graph graph, GraphProto proto) {
    graphs.put(graph, proto);
  }

  void add(Node node, NodeProto proto) {
    nodes.put(node, new NodeSource(proto, Map.copyOf(node.attributes())));
  }

  void add(Tensor tensor, TensorProto proto) {
    tensors.put(tensor, proto);
  }

  void add(ValueInfo value, ValueInfoProto proto) {
    values.put(value, proto);
    valuesByName.putIfAbsent(value.name(), proto);
  }

  Optional<GraphProto> of(Graph graph) {
    return Optional.ofNullable(graphs.get(graph));
  }

  Optional<NodeSource> of(Node node) {
    return Optional.ofNullable(nodes.get(node));
  }

  /** The message of exactly this tensor; an edited tensor has none. */
  Optional<TensorProto> of(Tensor tensor) {
    return Optional.ofNullable(tensors.get(tensor));
  }

  /** Where tensors lie that are not in the file itself, relative to it. */
  Set<String> externalLocations() {
    Set<String> locations = new TreeSet<>();
    for (TensorProto proto : tensors.values()) {
      proto.getExternalDataList().stream()
          .filter(entry -> entry.getKey().equals(ExternalData.LOCATION))
          .forEach(entry -> locations.add(entry.getValue()));
    }
    return locations;
  }

  Optional<ValueInfoProto> of(ValueInfo value) {
    return Optional.ofNullable(values.get(value));
  }

  /** The message of the value that an edited one stands for, or an empty message. */
  ValueInfoProto replaced(ValueInfo value) {
    return valuesByName.getOrDefault(value.name(), ValueInfoProto.getDefaultInstance());
  }
}
