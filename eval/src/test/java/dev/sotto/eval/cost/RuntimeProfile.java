package dev.sotto.eval.cost;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.shape.ShapedValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Which shapes ONNX Runtime saw, from its own profiler, with all optimisations off. */
record RuntimeProfile(List<Kernel> kernels) {

  /** A node that ran, with the shapes of the inputs and outputs that it had. */
  record Kernel(String node, String operator, List<List<Long>> inputs, List<List<Long>> outputs) {}

  static RuntimeProfile run(Path model, Map<String, ShapedValue> inputs, Path folder)
      throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> feeds = new HashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.enableProfiling(Files.createTempDirectory(folder, "profile").resolve("p").toString());
      try (OrtSession session = environment.createSession(model.toString(), options)) {
        for (var declared : session.getInputInfo().entrySet()) {
          OnnxJavaType type = ((TensorInfo) declared.getValue().getInfo()).type;
          ShapedValue value = inputs.get(declared.getKey());
          feeds.put(declared.getKey(), tensor(environment, type, value));
        }
        session.run(feeds).close();
        return parse(Path.of(session.endProfiling()));
      }
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, OnnxJavaType type, ShapedValue value)
      throws OrtException {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect((int) value.elements() * type.size)
            .order(ByteOrder.nativeOrder());
    value
        .values()
        .ifPresent(
            known -> {
              for (long element : known) {
                if (type == OnnxJavaType.INT64) {
                  bytes.putLong(element);
                } else {
                  bytes.put((byte) element);
                }
              }
              bytes.rewind();
            });
    return OnnxTensor.createTensor(environment, bytes, value.shape(), type);
  }

  private static RuntimeProfile parse(Path file) throws IOException {
    List<Kernel> kernels = new ArrayList<>();
    for (JsonNode event : new ObjectMapper().readTree(Files.readAllBytes(file))) {
      String name = event.path("name").asText();
      if (event.path("cat").asText().equals("Node") && name.endsWith("_kernel_time")) {
        JsonNode args = event.path("args");
        kernels.add(
            new Kernel(
                name.substring(0, name.length() - "_kernel_time".length()),
                args.path("op_name").asText(),
                shapes(args.path("input_type_shape")),
                shapes(args.path("output_type_shape"))));
      }
    }
    return new RuntimeProfile(kernels);
  }

  /** The profiler writes each tensor as an object of element type and sizes. */
  private static List<List<Long>> shapes(JsonNode tensors) {
    List<List<Long>> shapes = new ArrayList<>();
    for (JsonNode tensor : tensors) {
      JsonNode sizes = tensor.elements().next();
      shapes.add(StreamSupport.stream(sizes.spliterator(), false).map(JsonNode::asLong).toList());
    }
    return shapes;
  }

  /** FLOPs by the textbook, from nothing but the shapes that ran. */
  long flops() {
    return kernels.stream().mapToLong(RuntimeProfile::flops).sum();
  }

  static long flops(Kernel kernel) {
    return switch (kernel.operator()) {
      case "MatMul" -> {
        List<Long> left = kernel.inputs().get(0);
        yield 2 * product(kernel.outputs().get(0)) * left.get(left.size() - 1);
      }
      case "Gemm" -> 2 * product(kernel.inputs().get(0)) * kernel.outputs().get(0).get(1);
      case "Conv" -> {
        List<Long> weight = kernel.inputs().get(1);
        yield 2 * product(kernel.outputs().get(0)) * product(weight.subList(1, weight.size()));
      }
      default -> 0;
    };
  }

  private static long product(List<Long> sizes) {
    return sizes.stream().reduce(1L, (a, b) -> a * b);
  }
}
