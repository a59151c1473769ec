package dev.sotto.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.UnknownFieldSet;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.TensorData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRoundTripTest {
  @TempDir Path folder;

  @Test
  void writesEveryExportersFileBackWithoutLoss() throws IOException {
    for (Path file : fixtures()) {
      Path target = Files.createTempDirectory(folder, "copy").resolve(file.getFileName());
      OnnxModel.read(file).write(target);
      if (external(file)) {
        continue;
      }
      assertEquals(
          ModelProto.parseFrom(Files.readAllBytes(file)),
          ModelProto.parseFrom(Files.readAllBytes(target)),
          file + " differs from its copy");
    }
  }

  @Test
  void writesExternalDataAnewWithTheSameElements() {
    for (Path file : fixtures().stream().filter(OnnxRoundTripTest::external).toList()) {
      Path target = folder.resolve(file.getParent().getFileName() + "-" + file.getFileName());
      target.toFile().mkdir();
      OnnxModel model = OnnxModel.read(file);
      model.write(target.resolve(file.getFileName()));
      OnnxModel copy = OnnxModel.read(target.resolve(file.getFileName()));
      assertEquals(
          List.copyOf(model.graph().initializers()),
          List.copyOf(copy.graph().initializers()),
          file::toString);
    }
  }

  @Test
  void writesARealExportBackByteForByte() throws IOException {
    Path model = SharedFiles.shared("models/tiny.en");
    for (String name : List.of("encoder_model.onnx", "decoder_model_merged.onnx")) {
      OnnxModel.read(model.resolve(name)).write(folder.resolve(name));
      assertEquals(-1, Files.mismatch(model.resolve(name), folder.resolve(name)), name);
    }
  }

  @Test
  void keepsUnknownFieldsAndMetadataOfEditedParts() throws IOException {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
            .build();
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .setDocString("model doc")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18))
            .addMetadataProps(StringStringEntryProto.newBuilder().setKey("k").setValue("v"))
            .addFunctions(FunctionProto.newBuilder().setName("f").setDomain("custom"))
            .setUnknownFields(unknown)
            .setGraph(
                GraphProto.newBuilder()
                    .setName("g")
                    .setDocString("graph doc")
                    .setUnknownFields(unknown)
                    .addInitializer(
                        TensorProto.newBuilder()
                            .setName("w")
                            .setDataType(1)
                            .addDims(2)
                            .addFloatData(1)
                            .addFloatData(2)
                            .setDocString("tensor doc")
                            .setUnknownFields(unknown))
                    .addNode(
                        NodeProto.newBuilder()
                            .setOpType("Relu")
                            .addInput("w")
                            .addOutput("y")
                            .setDocString("node doc")
                            .setUnknownFields(unknown))
                    .addOutput(ValueInfoProto.newBuilder().setName("y").setDocString("value doc")))
            .build();
    Path file = folder.resolve("model.onnx");
    Files.write(file, model.toByteArray());
    OnnxModel read = OnnxModel.read(file);
    read.graph()
        .putInitializer(
            read.graph()
                .initializer("w")
                .orElseThrow()
                .withData(new long[] {1}, TensorData.ofFloats(3)));
    read.graph().nodes().get(0).setAttribute("alpha", new Attribute.Real(0.5f));
    read.write(folder.resolve("edited.onnx"));

    ModelProto edited = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("edited.onnx")));
    TensorProto tensor = edited.getGraph().getInitializer(0);
    assertEquals(List.of(1L), tensor.getDimsList());
    assertEquals(0, tensor.getFloatDataCount());
    assertEquals("tensor doc", tensor.getDocString());
    assertEquals(unknown, tensor.getUnknownFields());
    assertEquals("node doc", edited.getGraph().getNode(0).getDocString());
    assertEquals(unknown, edited.getGraph().getNode(0).getUnknownFields());
    assertEquals("value doc", edited.getGraph().getOutput(0).getDocString());
    assertEquals("graph doc", edited.getGraph().getDocString());
    assertEquals(unknown, edited.getGraph().getUnknownFields());
    assertEquals(model.getMetadataPropsList(), edited.getMetadataPropsList());
    assertEquals(model.getFunctionsList(), edited.getFunctionsList());
    assertEquals(unknown, edited.getUnknownFields());
  }

  private static List<Path> fixtures() {
    try (Stream<Path> tree = Files.walk(SharedFiles.shared("fixtures"))) {
      List<Path> files =
          tree.filter(file -> file.toString().endsWith(".onnx"))
              .filter(file -> !file.toString().contains("h-negative"))
              .sorted()
              .toList();
      assertTrue(files.size() > 40, "fixtures found: " + files.size());
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean external(Path file) {
    return file.getParent().getFileName().toString().matches("f06.*|c08.*|c09.*");
  }
}
