package dev.sotto.runtime.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.onnx.OperatorScan;
import dev.sotto.runtime.natives.NativeWork;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * One graph, loaded by ONNX Runtime. Runs may come from several threads at once; closing or
 * unloading while one runs is a mistake.
 */
public final class InferenceSession implements AutoCloseable {
  private static final String PRODUCT_OF_BLOCKS = "MatMulNBits";

  private final Path model;
  private final SessionSettings settings;
  private OrtSession session;
  private final Map<String, ValueInfo> inputs;
  private final Map<String, ValueInfo> outputs;

  private InferenceSession(Path model, SessionSettings settings) throws OrtException {
    this.model = model;
    this.settings = settings;
    this.session = load(model, settings);
    this.inputs = declared(session.getInputInfo());
    this.outputs = declared(session.getOutputInfo());
  }

  /**
   * Loads a graph. It is loaded by path, since loading from bytes would hold the model twice.
   *
   * @throws SottoException if the file is missing or no ONNX model, holds an operator that {@code
   *     settings} do not allow, or ONNX Runtime cannot load it
   */
  public static InferenceSession open(Path model, SessionSettings settings) {
    settings.operators().check(model);
    try {
      return new InferenceSession(model, suited(model, settings));
    } catch (OrtException e) {
      throw OnnxRuntime.failure(model, "load this model", e);
    }
  }

  /**
   * Blocks of integers are always put into the order that the kernels like: without, ONNX Runtime
   * makes floats of all of them in every run, which takes longer and no less memory.
   */
  private static SessionSettings suited(Path model, SessionSettings settings) {
    if (settings.memory().prepacking()) {
      return settings;
    }
    AtomicBoolean blocks = new AtomicBoolean();
    OperatorScan.of(
        model, operator -> blocks.compareAndSet(false, operator.type().equals(PRODUCT_OF_BLOCKS)));
    return blocks.get() ? settings.withMemory(settings.memory().withPrepacking()) : settings;
  }

  private static OrtSession load(Path model, SessionSettings settings) throws OrtException {
    // First of all, since providers that are added to the options want to log.
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      OnnxRuntime.apply(settings, model, options);
      return NativeWork.during(() -> environment.createSession(model.toString(), options));
    }
  }

  /** Frees the graph until the next run, which loads it anew. */
  public synchronized void unload() {
    if (session != null) {
      OrtSession closed = session;
      try {
        NativeWork.during(
            () -> {
              closed.close();
              return closed;
            });
      } catch (OrtException e) {
        throw OnnxRuntime.internal("close " + model, e);
      }
      session = null;
    }
  }

  private synchronized OrtSession loaded() throws OrtException {
    if (session == null) {
      session = load(model, settings);
    }
    return session;
  }

  public Path model() {
    return model;
  }

  /** The declared inputs, by name, in the graph's order. */
  public Map<String, ValueInfo> inputs() {
    return inputs;
  }

  /** The declared outputs, by name, in the graph's order. */
  public Map<String, ValueInfo> outputs() {
    return outputs;
  }

  /**
   * Runs the graph.
   *
   * @param wanted names of the outputs to compute; others are left out
   * @throws SottoException if an input is missing or does not fit, or an operator fails
   */
  public Results run(Map<String, Value> inputs, Collection<String> wanted) {
    return run(inputs, wanted, Map.of());
  }

  /**
   * As {@link #run(Map, Collection)}, with outputs written straight into tensors of the caller.
   * Floats are cast where the graph takes or gives float16.
   *
   * @param destinations float32 tensors of exactly the shape of the output of that name; they stay
   *     the caller's and are not among the results
   */
  public Results run(
      Map<String, Value> inputs, Collection<String> wanted, Map<String, Value> destinations) {
    Map<String, Value> direct = new LinkedHashMap<>(destinations);
    direct.keySet().removeIf(this::givesHalf);
    Map<String, Value> widened = new LinkedHashMap<>(destinations);
    widened.keySet().removeAll(direct.keySet());
    Set<String> computed = new LinkedHashSet<>(wanted);
    computed.addAll(widened.keySet());
    try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
      OrtSession running = loaded();
      OrtSession.Result result =
          NativeWork.during(
              () -> running.run(asDeclared(inputs), computed, tensors(direct), options),
              () -> terminate(options));
      widened.forEach(
          (name, value) -> {
            try (Value half = new Value((OnnxTensor) result.get(name).orElseThrow())) {
              value.copyFrom(half);
            }
          });
      // The result itself is never closed: it would close values that are taken out of Results.
      Map<String, Value> values = new LinkedHashMap<>();
      for (String name : wanted) {
        values.put(name, new Value((OnnxTensor) result.get(name).orElseThrow()));
      }
      return new Results(values);
    } catch (OrtException e) {
      throw OnnxRuntime.failure(model, "run this model", e);
    }
  }

  /**
   * Checks that an input or output is of floats that this session casts: float32 or float16.
   *
   * @param declared what the graph declares, null if nothing
   * @throws SottoException if it is missing or of another type
   */
  public ValueInfo requireFloats(ValueInfo declared, String name) {
    Optional<ElementType> type = declared == null ? Optional.empty() : declared.type();
    if (type.filter(Set.of(ElementType.FLOAT, ElementType.FLOAT16)::contains).isEmpty()) {
      throw SottoException.badInput(
          model,
          "expected \"%s\" of type FLOAT or FLOAT16, found %s; this is no graph of Optimum"
              .formatted(
                  name, declared == null ? "none" : type.map(Enum::name).orElse("another type")));
    }
    return declared;
  }

  private boolean givesHalf(String output) {
    return isHalf(outputs.get(output));
  }

  private static boolean isHalf(ValueInfo declared) {
    return declared != null && declared.type().equals(Optional.of(ElementType.FLOAT16));
  }

  private Map<String, OnnxTensor> asDeclared(Map<String, Value> values) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    values.forEach(
        (name, value) ->
            tensors.put(name, isHalf(inputs.get(name)) ? value.asHalf().tensor() : value.tensor()));
    return tensors;
  }

  private static void terminate(OrtSession.RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      throw OnnxRuntime.internal("stop a run", e);
    }
  }

  private static Map<String, OnnxTensor> tensors(Map<String, Value> values) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    values.forEach((name, value) -> tensors.put(name, value.tensor()));
    return tensors;
  }

  private static Map<String, ValueInfo> declared(Map<String, NodeInfo> nodes) {
    Map<String, ValueInfo> declared = new LinkedHashMap<>();
    nodes.forEach((name, node) -> declared.put(name, declared(name, node)));
    return Collections.unmodifiableMap(declared);
  }

  private static ValueInfo declared(String name, NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      return new ValueInfo(name, Optional.empty(), Optional.empty());
    }
    long[] shape = tensor.getShape();
    String[] symbols = tensor.getDimensionNames();
    List<Dim> dims =
        IntStream.range(0, shape.length)
            .<Dim>mapToObj(
                axis -> shape[axis] < 0 ? new Dim.Symbol(symbols[axis]) : new Dim.Size(shape[axis]))
            .toList();
    return new ValueInfo(name, OnnxRuntime.elementType(tensor.onnxType), Optional.of(dims));
  }

  @Override
  public void close() {
    unload();
  }
}
