package dev.sotto.runtime.session;

import ai.onnxruntime.OrtException;

/** The version of ONNX Runtime that is loaded. */
public final class RuntimeVersion {
  private RuntimeVersion() {}

  public static String onnxRuntime() {
    try {
      return OnnxRuntime.environment().getVersion();
    } catch (OrtException e) {
      throw OnnxRuntime.internal("start", e);
    }
  }
}
