package dev.sotto.models.export.toy;

import dev.sotto.models.SmallExport;
import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.DecoderPorts;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.Part;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Has an export of another layout, with separate decoders, be one of the toy's. */
public final class ToyExport {
  private ToyExport() {}

  public static Path of(Path source) throws IOException {
    ExportFolder export = Exports.open(source);
    WhisperModel model = export.read();
    for (Map.Entry<Part, Path> file : export.graphs().entrySet()) {
      Part part = file.getKey();
      SmallExport.edit(
          file.getValue(),
          graph -> {
            for (Block block : model.blocks()) {
              boolean here = (part == Part.ENCODER) == block.id().name().startsWith("encoder");
              if (here && block.id().kind() == Kind.SELF_ATTENTION) {
                pack(graph, model, part, block.id());
              }
            }
            rename(graph, names(export, part, Declared.of(graph)));
          });
      Files.move(file.getValue(), source.resolve(ToyNames.file(part)));
    }
    return source;
  }

  /** Puts the products of queries, keys and values into one, and splits what it gives. */
  private static void pack(Graph graph, WhisperModel model, Part part, BlockId block) {
    Scope scope = Scope.of(graph);
    List<Tensor> weights = new ArrayList<>();
    List<Node> replaced = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    int width = model.config().modelDim();
    FloatBuffer biases = FloatBuffer.allocate(3 * width);
    for (String name : List.of("q_proj", "k_proj", "v_proj")) {
      String weight =
          model.weight(block.role(name + ".weight")).orElseThrow().sites().stream()
              .filter(site -> site.part() == part)
              .map(site -> site.use().value())
              .findFirst()
              .orElseThrow();
      Node product = scope.uses(weight).get(0).node();
      weights.add(graph.initializer(weight).orElseThrow());
      graph.removeInitializer(weight);
      replaced.add(product);
      Node last = product;
      if (!name.equals("k_proj")) {
        last = scope.uses(product.output()).get(0).node();
        String bias = last.input(graph.initializer(last.input(0)).isPresent() ? 0 : 1);
        biases.put(weights.size() * width - width, floats(graph.initializer(bias).orElseThrow()));
        graph.removeInitializer(bias);
        replaced.add(last);
      }
      outputs.add(last.output());
    }
    String packed = block.name() + ".qkv";
    graph.putInitializer(
        new Tensor(
            packed,
            ElementType.FLOAT,
            new long[] {width, 3L * width},
            TensorData.ofFloats(sideBySide(weights, width))));
    graph.putInitializer(
        new Tensor(
            packed + ".bias",
            ElementType.FLOAT,
            new long[] {3L * width},
            TensorData.ofFloats(biases.array())));
    graph.putInitializer(Tensor.ofLongs(packed + ".sizes", width, width, width));
    int place = graph.nodes().indexOf(replaced.get(0));
    String input = replaced.get(0).input(0);
    graph.nodes().removeAll(replaced);
    graph
        .nodes()
        .addAll(
            place,
            List.of(
                node("MatMul", List.of(input, packed), List.of(packed + ".product")),
                node(
                    "Add",
                    List.of(packed + ".product", packed + ".bias"),
                    List.of(packed + ".sum")),
                new Node(
                    packed + " Split",
                    "",
                    "Split",
                    List.of(packed + ".sum", packed + ".sizes"),
                    outputs,
                    Map.of("axis", new Attribute.Int(-1)))));
  }

  private static Node node(String type, List<String> inputs, List<String> outputs) {
    return new Node(outputs.get(0) + " " + type, "", type, inputs, outputs, Map.of());
  }

  private static float[] sideBySide(List<Tensor> matrices, int width) {
    FloatBuffer packed = FloatBuffer.allocate(matrices.size() * width * width);
    for (int row = 0; row < width; row++) {
      for (Tensor matrix : matrices) {
        packed.put(floats(matrix), row * width, width);
      }
    }
    return packed.array();
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.elements()];
    tensor.bytes().asFloatBuffer().get(values);
    return values;
  }

  private static Map<String, String> names(ExportFolder export, Part part, Declared declared) {
    Map<String, String> names = new HashMap<>();
    if (part == Part.ENCODER) {
      EncoderPorts ports = export.layout().encoderPorts(declared);
      names.put(ports.features(), ToyNames.FEATURES);
      names.put(ports.states(), ToyNames.ENCODED);
      return names;
    }
    DecoderPorts ports = export.layout().decoderPorts(declared);
    names.put(ports.tokens().name(), ToyNames.TOKENS);
    ports.states().ifPresent(value -> names.put(value.name(), ToyNames.STATES));
    names.put(ports.logits(), ToyNames.LOGITS);
    for (CachePort port : ports.caches()) {
      port.past().ifPresent(value -> names.put(value.name(), ToyNames.past(port.id())));
      port.present().ifPresent(value -> names.put(value.name(), ToyNames.present(port.id())));
    }
    return names;
  }

  private static void rename(Graph graph, Map<String, String> names) {
    List<Node> nodes = List.copyOf(graph.nodes());
    graph.nodes().clear();
    for (Node node : nodes) {
      graph
          .nodes()
          .add(
              new Node(
                  node.name(),
                  node.domain(),
                  node.opType(),
                  renamed(node.inputs(), names),
                  renamed(node.outputs(), names),
                  node.attributes()));
    }
    graph.inputs().replaceAll(value -> renamed(value, names));
    graph.outputs().replaceAll(value -> renamed(value, names));
  }

  private static List<String> renamed(List<String> values, Map<String, String> names) {
    return values.stream().map(value -> names.getOrDefault(value, value)).toList();
  }

  private static ValueInfo renamed(ValueInfo value, Map<String, String> names) {
    return new ValueInfo(
        names.getOrDefault(value.name(), value.name()), value.type(), value.shape());
  }
}
