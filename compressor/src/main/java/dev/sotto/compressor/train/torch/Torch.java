package dev.sotto.compressor.train.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.sotto.models.SottoException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Starts PyTorch, and turns what it says into one line. */
final class Torch {
  private Torch() {}

  /** Set before DJL's first use: it reads them once. */
  private static void configure() {
    System.setProperty("OPT_OUT_TRACKING", "true");
    // The libraries are on the class path; nothing is to be fetched at run time.
    System.setProperty("ai.djl.offline", "true");
    // Everything a step computes is one chain, so that a second pool would only be in the way.
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    TorchLibraries.unpack();
  }

  /**
   * A manager for the arrays of one step; closing it frees all of them.
   *
   * @throws SottoException if PyTorch cannot be loaded on this machine
   */
  static NDManager newManager() {
    configure();
    try {
      return NDManager.newBaseManager(null, "PyTorch");
    } catch (EngineException | IllegalArgumentException | UnsatisfiedLinkError e) {
      throw SottoException.badInput(
          "PyTorch", "its libraries cannot be loaded on this machine: " + firstLine(e), e);
    }
  }

  /** For example {@code 2.7.1}. */
  static String version() {
    try (NDManager manager = newManager()) {
      return Engine.getEngine(manager.getEngine().getEngineName()).getVersion();
    }
  }

  /** A failure of the engine in training as a user can act on it. */
  static SottoException explain(EngineException e) {
    return explain(
        e,
        "training",
        "not enough memory for a step; lower --train-batch, or leave out the longest clips");
  }

  /**
   * A failure of the engine as a user can act on it.
   *
   * @param subject what was done
   * @param noMemory what to say where memory did not suffice
   */
  static SottoException explain(EngineException e, String subject, String noMemory) {
    String message = firstLine(e);
    if (message.contains("not enough memory") || message.contains("can't allocate memory")) {
      return SottoException.badInput(subject, noMemory, e);
    }
    return new SottoException(SottoException.Code.INTERNAL, "PyTorch failed: " + message, e);
  }

  private static String firstLine(Throwable e) {
    Throwable cause = e.getCause() == null || e.getMessage() != null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** The gradient of an array, which is gone with it. */
  static FloatBuffer gradient(NDArray array) {
    return array.getGradient().toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
