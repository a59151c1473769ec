package dev.sotto.runtime.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.onnx.NewModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small matrix product on a device, which needs its driver and its libraries as a model does. */
public final class DeviceTrial {
  private static final long OPSET = 14;
  private static final String INPUT = "x";
  private static final String OUTPUT = "y";
  private static final float[] MATRIX = {1, 2, 3, 4};
  private static final float[] SQUARE = {7, 10, 15, 22};

  private DeviceTrial() {}

  /**
   * Computes on {@code device}.
   *
   * @param folder where the graph is written; the caller removes it
   * @throws SottoException if this build of ONNX Runtime does not know the device, it cannot be
   *     used, or it gives a wrong product
   */
  public static void run(Device device, Path folder) {
    if (device instanceof Device.Cuda && !OnnxRuntime.has(OrtProvider.CUDA)) {
      throw SottoException.badInput(
          device.key(), "this build of Sotto has ONNX Runtime without CUDA; build with -Pcuda");
    }
    Path model = folder.resolve("product.onnx");
    new NewModel(product(), OPSET).write(model);
    float[] found;
    try {
      found = square(model, device);
    } catch (SottoException e) {
      throw e.getCause() instanceof OrtException failure ? OnnxRuntime.failure(device, failure) : e;
    }
    if (!Arrays.equals(found, SQUARE)) {
      throw SottoException.badInput(
          device.key(),
          "expected a matrix product of "
              + Arrays.toString(SQUARE)
              + ", found "
              + Arrays.toString(found));
    }
  }

  private static float[] square(Path model, Device device) {
    SessionSettings settings = SessionSettings.defaults().withIntraThreads(1).withDevice(device);
    try (InferenceSession session = InferenceSession.open(model, settings);
        Value matrix = Value.floats(FloatBuffer.wrap(MATRIX), 2, 2);
        Results results = session.run(Map.of(INPUT, matrix), List.of(OUTPUT))) {
      return results.get(OUTPUT).toFloats();
    }
  }

  /** The square of a matrix [2, 2]. */
  private static Graph product() {
    Graph graph = new Graph("product", null);
    graph.inputs().add(matrix(INPUT));
    graph.outputs().add(matrix(OUTPUT));
    graph
        .nodes()
        .add(new Node("square", "", "MatMul", List.of(INPUT, INPUT), List.of(OUTPUT), Map.of()));
    return graph;
  }

  private static ValueInfo matrix(String name) {
    return new ValueInfo(
        name,
        Optional.of(ElementType.FLOAT),
        Optional.of(List.of(new Dim.Size(2), new Dim.Size(2))));
  }
}
