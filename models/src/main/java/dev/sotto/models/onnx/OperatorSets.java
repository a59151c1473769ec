package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import java.util.Set;
import java.util.TreeSet;

/** Which operator sets a model says that it takes its operators from. */
final class OperatorSets {
  /** ONNX Runtime's own, in its only version. */
  private OperatorSets() {}

  /** The message of a model with the sets that edits of its graph need. */
  static ModelProto.Builder of(ModelProto source, Graph graph) {
    Set<String> needed = new TreeSet<>();
    collect(graph, needed);
    source.getOpsetImportList().forEach(set -> needed.remove(set.getDomain()));
    ModelProto.Builder model = source.toBuilder();
    if (needed.contains(Node.CONTRIBUTED)) {
      model.addOpsetImport(
          OperatorSetIdProto.newBuilder().setDomain(Node.CONTRIBUTED).setVersion(1));
    }
    return model;
  }

  private static void collect(Graph graph, Set<String> domains) {
    for (Node node : graph.nodes()) {
      domains.add(node.domain());
      node.subgraphs().values().forEach(inner -> collect(inner, domains));
    }
  }
}
