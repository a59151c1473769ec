package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes the message of a graph: the messages it was read from, changed where the graph was edited.
 */
final class GraphWriter {
  private final Sources sources;
  private final Function<Tensor, TensorProto> subgraphTensors;

  /**
   * @param subgraphTensors gives the message of a constant inside a subgraph
   */
  GraphWriter(Sources sources, Function<Tensor, TensorProto> subgraphTensors) {
    this.sources = sources;
    this.subgraphTensors = subgraphTensors;
  }

  /** The message of {@code graph} with all but its own initializers. */
  GraphProto.Builder withoutInitializers(Graph graph) {
    GraphProto source = sources.of(graph).orElse(GraphProto.getDefaultInstance());
    GraphProto.Builder builder = source.toBuilder().clearInitializer().setName(graph.name());
    builder.clearNode();
    graph.nodes().forEach(node -> builder.addNode(node(node)));
    builder.clearInput().addAllInput(values(graph.inputs()));
    builder.clearOutput().addAllOutput(values(graph.outputs()));
    builder.clearValueInfo().addAllValueInfo(values(graph.values()));
    return builder;
  }

  private GraphProto subgraph(Graph graph) {
    GraphProto.Builder builder = withoutInitializers(graph);
    graph.initializers().forEach(tensor -> builder.addInitializer(subgraphTensors.apply(tensor)));
    return builder.build();
  }

  private NodeProto node(Node node) {
    Sources.NodeSource source =
        sources.of(node).orElse(new Sources.NodeSource(NodeProto.getDefaultInstance(), Map.of()));
    NodeProto.Builder builder = source.proto().toBuilder();
    builder.setOpType(node.opType());
    if (!source.proto().getName().equals(node.name())) {
      builder.setName(node.name());
    }
    if (source.proto().getDomain().isEmpty() && !node.domain().isEmpty()) {
      builder.setDomain(node.domain());
    }
    builder.clearInput().addAllInput(node.inputs());
    builder.clearOutput().addAllOutput(node.outputs());
    builder.clearAttribute().addAllAttribute(attributes(node, source));
    return builder.build();
  }

  private List<AttributeProto> attributes(Node node, Sources.NodeSource source) {
    List<AttributeProto> result = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (AttributeProto proto : source.proto().getAttributeList()) {
      Attribute now = node.attributes().get(proto.getName());
      seen.add(proto.getName());
      boolean untouched =
          now == source.attributes().get(proto.getName()) && !(now instanceof Attribute.Subgraph);
      result.add(untouched ? proto : attribute(proto.toBuilder(), now));
    }
    node.attributes()
        .forEach(
            (key, value) -> {
              if (!seen.contains(key)) {
                result.add(attribute(AttributeProto.newBuilder().setName(key), value));
              }
            });
    return result;
  }

  private AttributeProto attribute(AttributeProto.Builder builder, Attribute attribute) {
    AttributeProto.Builder empty =
        builder.clearI().clearF().clearS().clearT().clearG().clearInts().clearFloats();
    if (attribute instanceof Attribute.Int number) {
      return empty.setType(AttributeProto.AttributeType.INT).setI(number.value()).build();
    }
    if (attribute instanceof Attribute.Real number) {
      return empty.setType(AttributeProto.AttributeType.FLOAT).setF(number.value()).build();
    }
    if (attribute instanceof Attribute.Ints list) {
      return empty.setType(AttributeProto.AttributeType.INTS).addAllInts(list.values()).build();
    }
    if (attribute instanceof Attribute.Reals list) {
      return empty.setType(AttributeProto.AttributeType.FLOATS).addAllFloats(list.values()).build();
    }
    if (attribute instanceof Attribute.Text text) {
      return empty
          .setType(AttributeProto.AttributeType.STRING)
          .setS(ByteString.copyFromUtf8(text.value()))
          .build();
    }
    if (attribute instanceof Attribute.TensorValue tensor) {
      return empty
          .setType(AttributeProto.AttributeType.TENSOR)
          .setT(subgraphTensors.apply(tensor.value()))
          .build();
    }
    if (attribute instanceof Attribute.Subgraph subgraph) {
      return empty
          .setType(AttributeProto.AttributeType.GRAPH)
          .setG(subgraph(subgraph.graph()))
          .build();
    }
    throw new IllegalStateException(
        "an attribute of kind " + attribute + " cannot be written anew");
  }

  /** The message of a tensor with its elements inside. */
  static TensorProto inline(TensorProto header, Tensor tensor) {
    return header.toBuilder().setRawData(UnsafeByteOperations.unsafeWrap(tensor.bytes())).build();
  }

  private List<ValueInfoProto> values(List<ValueInfo> values) {
    return values.stream().map(this::value).toList();
  }

  private ValueInfoProto value(ValueInfo value) {
    return sources.of(value).orElseGet(() -> edited(value));
  }

  /** An edited value keeps the documentation and names of the one it replaced. */
  private ValueInfoProto edited(ValueInfo value) {
    ValueInfoProto.Builder builder = sources.replaced(value).toBuilder().setName(value.name());
    var type = builder.getTypeBuilder().getTensorTypeBuilder();
    value.type().ifPresent(element -> type.setElemType(element.onnxNumber()));
    value
        .shape()
        .ifPresent(
            dims -> {
              TensorShapeProto.Builder shape = type.getShape().toBuilder();
              if (shape.getDimCount() > dims.size()) {
                shape.clearDim();
              }
              for (int axis = 0; axis < dims.size(); axis++) {
                TensorShapeProto.Dimension old =
                    axis < shape.getDimCount()
                        ? shape.getDim(axis)
                        : TensorShapeProto.Dimension.getDefaultInstance();
                TensorShapeProto.Dimension dim = dim(old.toBuilder(), dims.get(axis));
                if (axis < shape.getDimCount()) {
                  shape.setDim(axis, dim);
                } else {
                  shape.addDim(dim);
                }
              }
              type.setShape(shape);
            });
    return builder.build();
  }

  private static TensorShapeProto.Dimension dim(
      TensorShapeProto.Dimension.Builder builder, ValueInfo.Dim dim) {
    if (dim instanceof ValueInfo.Dim.Size size) {
      return builder.setDimValue(size.value()).build();
    }
    String symbol = ((ValueInfo.Dim.Symbol) dim).name();
    return symbol.isEmpty() ? builder.clearValue().build() : builder.setDimParam(symbol).build();
  }
}
