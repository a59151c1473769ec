package dev.sotto.models.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that protobuf itself writes, read and written again; protobuf is the other judge. */
class RandomModelTest {
  private static final int ROUNDS = 25;

  @TempDir Path folder;
  private Random random = new Random(0);
  private int names;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void anyModelIsWrittenByteForByte(long seed) throws IOException {
    random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = model().toByteArray();
      Path file = folder.resolve("model" + round + ".onnx");
      Files.write(file, bytes);
      Path copy = folder.resolve("copy" + round + ".onnx");
      OnnxModel.read(file).write(copy);
      assertArrayEquals(bytes, Files.readAllBytes(copy), "round " + round);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12})
  void whatIsReadIsWhatTheMessageSays(long seed) throws IOException {
    random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      ModelProto model = model();
      Path file = folder.resolve("model" + round + ".onnx");
      Files.write(file, model.toByteArray());
      same(model.getGraph(), OnnxModel.read(file).graph());
    }
  }

  /** A model that was built anew of what was read says the same in protobuf's eyes. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22})
  void aGraphIsWrittenAnew(long seed) throws IOException {
    random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Path file = folder.resolve("model" + round + ".onnx");
      Files.write(file, model().toByteArray());
      Graph graph = OnnxModel.read(file).graph();
      Path copy = folder.resolve("copy" + round + ".onnx");
      new NewModel(graph, 17).write(copy);
      ModelProto written = ModelProto.parseFrom(Files.readAllBytes(copy));
      assertEquals(17, written.getOpsetImport(0).getVersion());
      same(written.getGraph(), graph);
    }
  }

  private static void same(GraphProto proto, Graph graph) {
    assertEquals(proto.getName(), graph.name());
    assertEquals(
        proto.getInitializerList().stream().map(TensorProto::getName).toList(),
        graph.initializers().stream().map(Tensor::name).toList());
    for (TensorProto tensor : proto.getInitializerList()) {
      same(tensor, graph.initializer(tensor.getName()).orElseThrow());
    }
    same(proto.getInputList(), graph.inputs());
    same(proto.getOutputList(), graph.outputs());
    same(proto.getValueInfoList(), graph.values());
    assertEquals(proto.getNodeCount(), graph.nodes().size());
    for (int index = 0; index < proto.getNodeCount(); index++) {
      NodeProto node = proto.getNode(index);
      Node read = graph.nodes().get(index);
      assertEquals(node.getName(), read.name());
      assertEquals(node.getOpType(), read.opType());
      assertEquals(node.getInputList(), read.inputs());
      assertEquals(node.getOutputList(), read.outputs());
      assertEquals(node.getAttributeCount(), read.attributes().size());
      node.getAttributeList().forEach(a -> same(a, read.attribute(a.getName()).orElseThrow()));
    }
  }

  private static void same(TensorProto proto, Tensor tensor) {
    assertEquals(proto.getDataType(), tensor.type().onnxNumber());
    assertArrayEquals(proto.getDimsList().stream().mapToLong(d -> d).toArray(), tensor.shape());
    if (proto.hasRawData()) {
      assertEquals(proto.getRawData().asReadOnlyByteBuffer(), tensor.bytes());
    } else {
      assertArrayEquals(
          proto.getInt64DataList().stream().mapToLong(value -> value).toArray(), tensor.longs());
    }
  }

  private static void same(List<ValueInfoProto> protos, List<ValueInfo> values) {
    assertEquals(protos.size(), values.size());
    for (int index = 0; index < protos.size(); index++) {
      TypeProto.Tensor type = protos.get(index).getType().getTensorType();
      ValueInfo value = values.get(index);
      assertEquals(protos.get(index).getName(), value.name());
      assertEquals(type.getElemType(), value.type().map(t -> t.onnxNumber()).orElse(0));
      assertEquals(type.hasShape(), value.shape().isPresent());
      List<String> sizes =
          value.shape().orElse(List.of()).stream()
              .map(
                  dim ->
                      dim instanceof ValueInfo.Dim.Size size
                          ? Long.toString(size.value())
                          : ((ValueInfo.Dim.Symbol) dim).name())
              .toList();
      assertEquals(
          type.getShape().getDimList().stream()
              .map(dim -> dim.hasDimValue() ? Long.toString(dim.getDimValue()) : dim.getDimParam())
              .toList(),
          sizes);
    }
  }

  private static void same(AttributeProto proto, Attribute attribute) {
    if (attribute instanceof Attribute.Int number) {
      assertEquals(proto.getI(), number.value());
    } else if (attribute instanceof Attribute.Real number) {
      assertEquals(proto.getF(), number.value());
    } else if (attribute instanceof Attribute.Text text) {
      assertEquals(proto.getS().toStringUtf8(), text.value());
    } else if (attribute instanceof Attribute.Ints list) {
      assertEquals(proto.getIntsList(), list.values());
    } else if (attribute instanceof Attribute.Reals list) {
      assertEquals(proto.getFloatsList(), list.values());
    } else if (attribute instanceof Attribute.TensorValue tensor) {
      same(proto.getT(), tensor.value());
    } else {
      same(proto.getG(), ((Attribute.Subgraph) attribute).graph());
    }
  }

  private ModelProto model() {
    names = 0;
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(1 + random.nextInt(14));
    if (random.nextBoolean()) {
      model.setProducerName("p").setProducerVersion("1").setDomain("d").setModelVersion(3);
    }
    return model
        .setDocString("doc")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(1 + random.nextInt(27)))
        .setGraph(graph(2, List.of()))
        .build();
  }

  /** Nodes of unknown operators that read what is there, and an If now and then. */
  private GraphProto.Builder graph(int depth, List<String> visible) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("g" + random.nextInt(100));
    List<String> values = new ArrayList<>(visible);
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      String name = "w" + names++;
      values.add(name);
      graph.addInitializer(tensor().setName(name));
    }
    for (int count = random.nextInt(3); count > 0 && visible.isEmpty(); count--) {
      values.add("x" + names);
      graph.addInput(value("x" + names++));
    }
    for (int count = 1 + random.nextInt(5); count > 0; count--) {
      NodeProto.Builder node = NodeProto.newBuilder().setName("n" + names);
      for (int inputs = 1 + random.nextInt(3); inputs > 0; inputs--) {
        node.addInput(random.nextInt(5) == 0 ? "" : any(values));
      }
      String output = "y" + names++;
      if (depth > 0 && random.nextInt(3) == 0) {
        node.clearInput().addInput(any(values)).setOpType("If");
        for (String branch : List.of("else_branch", "then_branch")) {
          node.addAttribute(
              AttributeProto.newBuilder()
                  .setName(branch)
                  .setType(AttributeType.GRAPH)
                  .setG(graph(depth - 1, values)));
        }
      } else {
        node.setOpType("Odd");
        attributes(node);
      }
      values.add(output);
      graph.addNode(node.addOutput(output));
      graph.addValueInfo(value(output));
    }
    return graph.addOutput(value(values.get(values.size() - 1)));
  }

  private String any(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private void attributes(NodeProto.Builder node) {
    AttributeProto.Builder[] all = {
      AttributeProto.newBuilder().setType(AttributeType.INT).setI(random.nextLong()),
      AttributeProto.newBuilder().setType(AttributeType.FLOAT).setF(random.nextFloat()),
      AttributeProto.newBuilder()
          .setType(AttributeType.STRING)
          .setS(ByteString.copyFromUtf8("\u00e9" + random.nextInt())),
      AttributeProto.newBuilder().setType(AttributeType.INTS).addInts(1).addInts(random.nextLong()),
      AttributeProto.newBuilder().setType(AttributeType.FLOATS).addFloats(random.nextFloat()),
      AttributeProto.newBuilder().setType(AttributeType.TENSOR).setT(tensor()),
    };
    for (int index = 0; index < all.length; index++) {
      if (random.nextBoolean()) {
        node.addAttribute(all[index].setName("a" + index));
      }
    }
  }

  private TensorProto.Builder tensor() {
    int rows = random.nextInt(4);
    int columns = random.nextInt(4);
    TensorProto.Builder tensor = TensorProto.newBuilder().addDims(rows).addDims(columns);
    if (random.nextBoolean()) {
      tensor.setDataType(TensorProto.DataType.INT64_VALUE);
      for (int index = 0; index < rows * columns; index++) {
        tensor.addInt64Data(random.nextLong());
      }
      return tensor;
    }
    byte[] raw = new byte[2 * rows * columns];
    random.nextBytes(raw);
    return tensor
        .setDataType(TensorProto.DataType.FLOAT16_VALUE)
        .setRawData(ByteString.copyFrom(raw));
  }

  private ValueInfoProto.Builder value(String name) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    TypeProto.Tensor.Builder type = value.getTypeBuilder().getTensorTypeBuilder().setElemType(1);
    if (random.nextBoolean()) {
      TensorShapeProto.Builder shape = type.getShapeBuilder();
      shape.addDimBuilder().setDimValue(random.nextInt(9));
      shape.addDimBuilder().setDimParam("n");
      shape.addDimBuilder();
    }
    return value;
  }

  /** The system copies large weights, by the place where they lie in the file. */
  @Test
  void largeWeightsAreCopiedFromWhereTheyLie() throws IOException {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
    for (int size : new int[] {3, 1 << 18, (1 << 18) + 1, 1 << 19}) {
      byte[] raw = new byte[size];
      random.nextBytes(raw);
      graph
          .addInitializerBuilder()
          .setName("w" + size)
          .setDataType(TensorProto.DataType.INT8_VALUE)
          .addDims(size)
          .setRawData(ByteString.copyFrom(raw));
    }
    byte[] bytes = sound().setGraph(graph).build().toByteArray();
    Path file = Files.write(folder.resolve("model.onnx"), bytes);
    Path copy = folder.resolve("copy.onnx");
    OnnxModel.read(file).write(copy);
    assertArrayEquals(bytes, Files.readAllBytes(copy));
  }

  /** Each kind of attribute, put in the place of another and added. */
  @Test
  void attributesOfEveryKindAreWrittenAnew() throws IOException {
    Path file = folder.resolve("model.onnx");
    GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
    graph.addInitializerBuilder().setName("w").setDataType(7).addDims(1).addInt64Data(1);
    NodeProto.Builder node = graph.addNodeBuilder().setOpType("Odd").addInput("w").addOutput("y");
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName("a")
            .setDocString("kept")
            .setType(AttributeType.INTS)
            .addInts(1));
    Files.write(file, sound().setGraph(graph).build().toByteArray());
    Graph inner = new Graph("inner", null);
    inner.putInitializer(Tensor.ofLongs("z", 3));
    inner.outputs().add(new ValueInfo("z", Optional.empty(), Optional.empty()));
    List<Attribute> kinds =
        List.of(
            new Attribute.Int(5),
            new Attribute.Real(0.5f),
            new Attribute.Text("text"),
            new Attribute.Ints(List.of(7L, 8L)),
            new Attribute.Reals(List.of(1.5f, 2f)),
            new Attribute.TensorValue(Tensor.ofLongs("t", 4, 5)),
            new Attribute.Subgraph(inner));
    for (int index = 0; index < kinds.size(); index++) {
      OnnxModel model = OnnxModel.read(file);
      model.graph().nodes().get(0).setAttribute("a", kinds.get(index));
      model.graph().nodes().get(0).setAttribute("b", kinds.get(index));
      Path edited = folder.resolve("edited" + index + ".onnx");
      model.write(edited);
      NodeProto written = ModelProto.parseFrom(Files.readAllBytes(edited)).getGraph().getNode(0);
      assertEquals("kept", written.getAttribute(0).getDocString());
      for (AttributeProto attribute : written.getAttributeList()) {
        same(attribute, kinds.get(index));
        // Nothing of the old value is left beside the new one.
        assertEquals(kinds.get(index) instanceof Attribute.Ints ? 2 : 0, attribute.getIntsCount());
      }
      assertEquals(2, written.getAttributeCount());
    }
    OnnxModel model = OnnxModel.read(file);
    model.graph().nodes().get(0).setAttribute("a", new Attribute.Opaque("STRINGS"));
    Path target = folder.resolve("opaque.onnx");
    assertThrows(IllegalStateException.class, () -> model.write(target));
    assertTrue(Files.notExists(target));
  }

  /** What no rule edits is kept as it was. */
  @Test
  void otherAttributesAreKept() throws IOException {
    AttributeProto strings =
        AttributeProto.newBuilder()
            .setName("s")
            .setType(AttributeType.STRINGS)
            .addStrings(ByteString.copyFromUtf8("one"))
            .build();
    AttributeProto texts =
        AttributeProto.newBuilder()
            .setName("t")
            .setType(AttributeType.TENSOR)
            .setT(
                TensorProto.newBuilder()
                    .setDataType(TensorProto.DataType.STRING_VALUE)
                    .addDims(1)
                    .addStringData(ByteString.copyFromUtf8("two")))
            .build();
    Path file = folder.resolve("model.onnx");
    GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
    graph
        .addNodeBuilder()
        .setOpType("Odd")
        .addOutput("y")
        .addAttribute(strings)
        .addAttribute(texts);
    graph.addOutputBuilder().setName("y").getTypeBuilder().getSequenceTypeBuilder();
    Files.write(file, sound().setGraph(graph).build().toByteArray());
    OnnxModel model = OnnxModel.read(file);
    Node node = model.graph().nodes().get(0);
    assertEquals(Optional.of(new Attribute.Opaque("STRINGS")), node.attribute("s"));
    assertEquals(Optional.of(new Attribute.Opaque("string tensor")), node.attribute("t"));
    assertEquals(
        List.of(new ValueInfo("y", Optional.empty(), Optional.empty())), model.graph().outputs());
    node.setAttribute("more", new Attribute.Int(1));
    model.write(folder.resolve("edited.onnx"));
    NodeProto written =
        ModelProto.parseFrom(Files.readAllBytes(folder.resolve("edited.onnx")))
            .getGraph()
            .getNode(0);
    assertEquals(List.of(strings, texts), written.getAttributeList().subList(0, 2));
  }

  private static ModelProto.Builder sound() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 18, 'not an ONNX model: no IR version or no graph'",
    "15, 18, 'expected an ONNX IR version up to 14, found 15'",
    "8, 0, 'expected an ONNX operator set from 1 to 27, found 0'",
    "8, 28, 'expected an ONNX operator set from 1 to 27, found 28'",
    "8, -1, 'expected an ONNX operator set from 1 to 27, found -1'",
  })
  void otherVersionsAreRefused(long ir, long opset, String reason) throws IOException {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setGraph(GraphProto.newBuilder().setName("g"))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(opset));
    if (ir > 0) {
      model.setIrVersion(ir);
    }
    refused(model.build().toByteArray(), reason);
  }

  @Test
  void domainsAreRead() throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(
        file,
        sound()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("far").setVersion(3))
            .setGraph(GraphProto.newBuilder().setName("g"))
            .build()
            .toByteArray());
    OnnxModel model = OnnxModel.read(file);
    assertEquals(Map.of("", 18L, "far", 3L), model.opsets());
    assertEquals("", model.producer());
    assertEquals(file, model.file());
  }

  @Test
  void filesThatAreNoModelsAreRefused() throws IOException {
    refused(new byte[0], "the file is empty; expected an ONNX model");
    refused(
        "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8),
        "a git-lfs pointer");
    refused(
        "\n <!DOCTYPE html>".getBytes(StandardCharsets.UTF_8),
        "a web page (HTML), not an ONNX model");
    refused(sound().build().toByteArray(), "not an ONNX model: no IR version or no graph");
    Path absent = folder.resolve("absent.onnx");
    SottoException e = assertThrows(SottoException.class, () -> OnnxModel.read(absent));
    assertEquals(absent + ": no such file", e.getMessage());
  }

  @Test
  void graphsThatSottoDoesNotReadAreRefused() throws IOException {
    GraphProto.Builder sparse = GraphProto.newBuilder().setName("g");
    sparse.addSparseInitializerBuilder();
    refused(sound().setGraph(sparse).build().toByteArray(), "'g' holds sparse initializers");
    GraphProto.Builder twice = GraphProto.newBuilder().setName("g");
    for (int time = 0; time < 2; time++) {
      twice.addInitializerBuilder().setName("w").setDataType(7).addDims(1).addInt64Data(1);
    }
    refused(sound().setGraph(twice).build().toByteArray(), "two initializers are named 'w'");
  }

  /** A file cut off anywhere, or with another bit, is read or refused in one line. */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    random = new Random(9);
    byte[] bytes = model().toByteArray();
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      if (round % 2 == 0) {
        damaged = bytes.clone();
        damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Path file = folder.resolve("damaged" + round);
      Files.write(file, damaged);
      try {
        OnnxModel.read(file);
      } catch (SottoException e) {
        assertEquals(1, e.getMessage().lines().count());
        assertTrue(e.getMessage().startsWith(file + ": "), e::getMessage);
        refused++;
      }
    }
    assertTrue(refused > 150, "refused " + refused);
  }

  private void refused(byte[] content, String reason) throws IOException {
    Path file = Files.createTempFile(folder, "bad", ".onnx");
    Files.write(file, content);
    SottoException e = assertThrows(SottoException.class, () -> OnnxModel.read(file), reason);
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().startsWith(file + ": "), e::getMessage);
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }

  @Test
  void whatIsThereIsNotWrittenOver() throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, sound().setGraph(GraphProto.newBuilder().setName("g")).build().toByteArray());
    OnnxModel model = OnnxModel.read(file);
    SottoException e = assertThrows(SottoException.class, () -> model.write(file));
    assertEquals(file + ": cannot be written: it exists already", e.getMessage());
    Path nowhere = folder.resolve("absent/model.onnx");
    e = assertThrows(SottoException.class, () -> model.write(nowhere));
    assertEquals(nowhere + ": cannot be written: no such folder", e.getMessage());
  }

  /** Tensors whose elements cannot be had leave no half-written file. */
  @Test
  void aFailureLeavesNoFile() throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, sound().setGraph(GraphProto.newBuilder().setName("g")).build().toByteArray());
    OnnxModel model = OnnxModel.read(file);
    TensorData failing =
        new TensorData() {
          @Override
          public long byteSize() {
            return 8;
          }

          @Override
          public ByteBuffer bytes() {
            throw new UncheckedIOException(new IOException("disk on fire"));
          }
        };
    model.graph().putInitializer(Tensor.ofLongs("w", 1).withData(new long[] {1}, failing));
    Path target = folder.resolve("target.onnx");
    SottoException e = assertThrows(SottoException.class, () -> model.write(target));
    assertEquals(target + ": cannot be written: disk on fire", e.getMessage());
    assertTrue(Files.notExists(target));
  }
}
