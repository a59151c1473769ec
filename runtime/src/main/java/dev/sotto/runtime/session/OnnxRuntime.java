package dev.sotto.runtime.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import dev.sotto.models.graph.ElementType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The process-wide environment of ONNX Runtime, its options and its failures. */
final class OnnxRuntime {
  private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  private static final OrtLoggingLevel QUIET = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

  static {
    OnnxLibraries.unpack();
  }

  private OnnxRuntime() {}

  /**
   * The one environment of the process. It sends no telemetry and prints nothing: what fails comes
   * as an exception too, which is told in one line, its warnings on a model that works would bury
   * what matters, and either would bring names of the model to the terminal as they are.
   */
  static OrtEnvironment environment() throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment(QUIET, "sotto");
    environment.setTelemetry(false);
    return environment;
  }

  static boolean has(OrtProvider provider) {
    return OrtEnvironment.getAvailableProviders().contains(provider);
  }

  static void apply(SessionSettings settings, Path model, SessionOptions options)
      throws OrtException {
    if (settings.device() instanceof Device.Cuda gpu) {
      options.addCUDA(gpu.index());
    }
    options.setIntraOpNumThreads(settings.intraThreads());
    options.setOptimizationLevel(level(settings.optimization()));
    options.setCPUArenaAllocator(settings.memory().arena());
    options.setMemoryPatternOptimization(settings.memory().pattern());
    options.setSessionLogLevel(QUIET);
    if (!settings.memory().prepacking()) {
      options.addConfigEntry("session.disable_prepacking", "1");
    }
    if (!settings.memory().constantFolding()) {
      options.addConfigEntry("optimization.disable_specified_optimizers", "ConstantFolding");
    }
  }

  private static OptLevel level(OptimizationLevel level) {
    return switch (level) {
      case DISABLED -> OptLevel.NO_OPT;
      case BASIC -> OptLevel.BASIC_OPT;
      case EXTENDED -> OptLevel.EXTENDED_OPT;
      case LAYOUT -> OptLevel.LAYOUT_OPT;
      case ALL -> OptLevel.ALL_OPT;
    };
  }

  /** The numbers of ONNX Runtime's Java types are its own, so types are matched by name. */
  static OnnxTensorType tensorType(ElementType type) {
    return OnnxTensorType.valueOf(TYPE_PREFIX + type.name());
  }

  static Optional<ElementType> elementType(OnnxTensorType type) {
    return Arrays.stream(ElementType.values())
        .filter(element -> type.name().equals(TYPE_PREFIX + element.name()))
        .findFirst();
  }

  /** A failure that the model or its inputs caused, as one line. */
  static SottoException failure(Path model, String doing, OrtException e) {
    return SottoException.badInput(model, "ONNX Runtime cannot " + doing + ": " + firstLine(e), e);
  }

  /** A failure of a device, as one line. */
  static SottoException failure(Device device, OrtException e) {
    return SottoException.badInput(
        device.key(),
        "ONNX Runtime cannot compute there ("
            + firstLine(e)
            + "); it needs NVIDIA's driver, CUDA 12 and cuDNN 9",
        e);
  }

  /** A failure that only a mistake of the caller can cause. */
  static SottoException internal(String doing, OrtException e) {
    return new SottoException(
        Code.INTERNAL, "ONNX Runtime cannot " + doing + ": " + firstLine(e), e);
  }

  /** ONNX Runtime's messages carry an error code in front and can run over many lines. */
  private static String firstLine(OrtException e) {
    String message = String.valueOf(e.getMessage()).strip();
    return message
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^Error code - \\S+ - message: ", "");
  }
}
