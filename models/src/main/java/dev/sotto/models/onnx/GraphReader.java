package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link Graph} of its message, remembering in {@link Sources} what came from where. */
final class GraphReader {
  private final Path file;
  private final Sources sources;
  private final TensorReader tensors;

  GraphReader(Path file, Sources sources) {
    this.file = file;
    this.sources = sources;
    this.tensors = new TensorReader(file);
  }

  /** Reads a model's outermost graph; {@code rawOffsets} say where its weights lie in the file. */
  Graph read(GraphProto proto, List<Long> rawOffsets) {
    return read(proto, null, rawOffsets);
  }

  private Graph read(GraphProto proto, Graph parent, List<Long> rawOffsets) {
    Graph graph = new Graph(proto.getName(), parent);
    if (proto.getSparseInitializerCount() > 0) {
      throw SottoException.badInput(
          file,
          "graph '" + graph.name() + "' holds sparse initializers, which Sotto does not read");
    }
    sources.add(graph, proto);
    boolean located = rawOffsets.size() == proto.getInitializerCount();
    for (int index = 0; index < proto.getInitializerCount(); index++) {
      TensorProto tensor = proto.getInitializer(index);
      if (graph.initializer(tensor.getName()).isPresent()) {
        throw SottoException.badInput(
            file, "two initializers are named '" + tensor.getName() + "'");
      }
      graph.putInitializer(tensor(tensor, located ? rawOffsets.get(index) : RawDataOffsets.NONE));
    }
    proto.getInputList().forEach(value -> graph.inputs().add(value(value)));
    proto.getOutputList().forEach(value -> graph.outputs().add(value(value)));
    proto.getValueInfoList().forEach(value -> graph.values().add(value(value)));
    proto.getNodeList().forEach(node -> graph.nodes().add(node(node, graph)));
    return graph;
  }

  private Node node(NodeProto proto, Graph graph) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    for (AttributeProto attribute : proto.getAttributeList()) {
      attributes.put(attribute.getName(), attribute(attribute, graph));
    }
    Node node =
        new Node(
            proto.getName(),
            proto.getDomain(),
            proto.getOpType(),
            proto.getInputList(),
            proto.getOutputList(),
            attributes);
    sources.add(node, proto);
    return node;
  }

  private Attribute attribute(AttributeProto proto, Graph graph) {
    return switch (proto.getType()) {
      case INT -> new Attribute.Int(proto.getI());
      case FLOAT -> new Attribute.Real(proto.getF());
      case STRING -> new Attribute.Text(proto.getS().toStringUtf8());
      case INTS -> new Attribute.Ints(proto.getIntsList());
      case FLOATS -> new Attribute.Reals(proto.getFloatsList());
      case TENSOR ->
          proto.getT().getDataType() == TensorProto.DataType.STRING_VALUE
              ? new Attribute.Opaque("string tensor")
              : new Attribute.TensorValue(tensor(proto.getT(), RawDataOffsets.NONE));
      case GRAPH -> new Attribute.Subgraph(read(proto.getG(), graph, List.of()));
      default -> new Attribute.Opaque(proto.getType().name());
    };
  }

  private Tensor tensor(TensorProto proto, long rawOffset) {
    Tensor tensor = tensors.read(proto, rawOffset);
    sources.add(tensor, proto);
    return tensor;
  }

  private ValueInfo value(ValueInfoProto proto) {
    ValueInfo value =
        proto.getType().hasTensorType()
            ? tensorValue(proto.getName(), proto.getType().getTensorType())
            : new ValueInfo(proto.getName(), Optional.empty(), Optional.empty());
    sources.add(value, proto);
    return value;
  }

  private static ValueInfo tensorValue(String name, TypeProto.Tensor type) {
    Optional<List<ValueInfo.Dim>> shape =
        type.hasShape()
            ? Optional.of(type.getShape().getDimList().stream().map(GraphReader::dim).toList())
            : Optional.empty();
    return new ValueInfo(name, ElementType.ofOnnx(type.getElemType()), shape);
  }

  private static ValueInfo.Dim dim(TensorShapeProto.Dimension dim) {
    return dim.hasDimValue()
        ? new ValueInfo.Dim.Size(dim.getDimValue())
        : new ValueInfo.Dim.Symbol(dim.getDimParam());
  }
}
