package dev.sotto.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorScanTest {
  private static final int ROUNDS = 40;

  @TempDir Path folder;
  private Path file;
  private Random random;

  @BeforeEach
  void nameAFile() {
    file = folder.resolve("model.onnx");
  }

  @Test
  void theOperatorsOfAnExportAreThoseOfItsGraphs() {
    Path export = SmallExport.merged(folder.resolve("export"));
    for (String name : List.of(SmallExport.ENCODER_FILE, SmallExport.MERGED_FILE)) {
      List<String> expected = new ArrayList<>();
      collect(OnnxModel.read(export.resolve(name)).graph(), expected);
      List<String> found = scan(export.resolve(name));
      assertEquals(expected.stream().sorted().toList(), found.stream().sorted().toList());
      assertTrue(found.size() > 100, "found " + found.size());
    }
  }

  private static void collect(Graph graph, List<String> into) {
    for (Node node : graph.nodes()) {
      into.add(node.opType() + " " + node.name());
      node.subgraphs().values().forEach(branch -> collect(branch, into));
    }
  }

  /** Graphs in graphs, lists of graphs and functions, against a walk of the messages. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void operatorsAreFoundWhereverTheyHide(long seed) throws IOException {
    random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph(3));
      if (random.nextBoolean()) {
        FunctionProto.Builder function = FunctionProto.newBuilder().setName("f");
        function.addNode(node(2));
        function.addAttributeProto(AttributeProto.newBuilder().setName("a").setG(graph(1)));
        model.addFunctions(function);
      }
      List<String> expected = new ArrayList<>();
      ModelProto built = model.build();
      collect(built.getGraph(), expected);
      for (FunctionProto function : built.getFunctionsList()) {
        function.getNodeList().forEach(node -> collect(node, expected));
        function.getAttributeProtoList().forEach(a -> collect(a, expected));
      }
      Files.write(file, built.toByteArray());
      assertEquals(expected.stream().sorted().toList(), scan(file).stream().sorted().toList());
    }
  }

  private GraphProto.Builder graph(int depth) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
    for (int count = random.nextInt(4); count > 0; count--) {
      graph.addNode(node(depth));
    }
    graph.addInitializer(TensorProto.newBuilder().setName("w").addFloatData(1));
    return graph;
  }

  private NodeProto.Builder node(int depth) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType("Op" + random.nextInt(5)).addInput("x").setDocString("d");
    if (random.nextBoolean()) {
      node.setName("n" + random.nextInt(100));
    }
    if (depth > 0) {
      node.addAttribute(AttributeProto.newBuilder().setName("g").setG(graph(depth - 1)));
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName("all")
              .addGraphs(graph(depth - 1))
              .addGraphs(graph(0)));
    }
    return node;
  }

  private static void collect(GraphProto graph, List<String> into) {
    graph.getNodeList().forEach(node -> collect(node, into));
  }

  private static void collect(NodeProto node, List<String> into) {
    into.add(node.getOpType() + " " + node.getName());
    node.getAttributeList().forEach(attribute -> collect(attribute, into));
  }

  private static void collect(AttributeProto attribute, List<String> into) {
    collect(attribute.getG(), into);
    attribute.getGraphsList().forEach(graph -> collect(graph, into));
  }

  private static List<String> scan(Path model) {
    List<String> found = new ArrayList<>();
    OperatorScan.of(model, operator -> found.add(operator.key() + " " + operator.node()));
    return found;
  }

  @Test
  void aDomainIsPartOfTheKeyUnlessItIsOnnxsOwn() throws IOException {
    write(
        graph ->
            graph
                .addNode(NodeProto.newBuilder().setOpType("A").setDomain("ai.onnx").setName("a"))
                .addNode(NodeProto.newBuilder().setOpType("B").setDomain("com.example")));
    assertEquals(List.of("A a", "com.example.B "), scan(file));
  }

  /** Whoever may find a tensor there may read its file. */
  @Test
  void externalDataMustLieWithTheModelWhereverItIsNamed() throws IOException {
    TensorProto outside =
        TensorProto.newBuilder()
            .setName("w")
            .addExternalData(entry("location", "../secret"))
            .addExternalData(entry("offset", "0"))
            .build();
    TensorProto absent =
        outside.toBuilder().setExternalData(0, entry("location", "absent")).build();
    SparseTensorProto sparse = SparseTensorProto.newBuilder().setValues(absent).build();
    refused(graph -> graph.addInitializer(outside), "'../secret' lies outside");
    refused(graph -> graph.addInitializer(absent), "external data file 'absent' is missing");
    refused(graph -> graph.addSparseInitializer(sparse), "'absent' is missing");
    refused(
        graph ->
            graph.addSparseInitializer(SparseTensorProto.newBuilder().setIndices(absent).build()),
        "'absent' is missing");
    for (AttributeProto.Builder attribute :
        List.of(
            AttributeProto.newBuilder().setT(absent),
            AttributeProto.newBuilder().addTensors(absent),
            AttributeProto.newBuilder().setSparseTensor(sparse),
            AttributeProto.newBuilder().addSparseTensors(sparse))) {
      refused(
          graph -> graph.addNode(NodeProto.newBuilder().addAttribute(attribute.setName("a"))),
          "tensor 'w' external data file 'absent' is missing");
    }
    Files.createFile(folder.resolve("absent"));
    write(graph -> graph.addInitializer(absent).addInitializer(absent));
    assertEquals(List.of(), scan(file));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void graphsThatAreNestedTooDeepAreRefused() throws IOException {
    GraphProto.Builder inner = GraphProto.newBuilder();
    for (int depth = 0; depth < 40; depth++) {
      GraphProto.Builder outer = GraphProto.newBuilder();
      outer.addNode(
          NodeProto.newBuilder()
              .addAttribute(AttributeProto.newBuilder().setName("g").setG(inner)));
      inner = outer;
    }
    GraphProto deepest = inner.build();
    refused(
        graph -> graph.mergeFrom(deepest),
        "not a sound ONNX file, damaged or cut off: its messages are nested too deep");
  }

  @Test
  void damagedFilesAreScannedOrRefused() throws IOException {
    random = new Random(8);
    byte[] bytes = ModelProto.newBuilder().setIrVersion(8).setGraph(graph(3)).build().toByteArray();
    int refused = 0;
    for (int round = 0; round < 200; round++) {
      byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try {
        scan(file);
      } catch (SottoException e) {
        assertEquals(1, e.getMessage().lines().count());
        refused++;
      }
    }
    assertTrue(refused > 100, "refused " + refused);
  }

  private void write(UnaryOperator<GraphProto.Builder> change) throws IOException {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    Files.write(file, model.setGraph(change.apply(GraphProto.newBuilder())).build().toByteArray());
  }

  private void refused(UnaryOperator<GraphProto.Builder> change, String reason) throws IOException {
    write(change);
    SottoException e = assertThrows(SottoException.class, () -> scan(file), reason);
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }
}
