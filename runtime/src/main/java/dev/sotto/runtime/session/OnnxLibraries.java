package dev.sotto.runtime.session;

import dev.sotto.runtime.natives.NativeLibraries;
import dev.sotto.runtime.natives.SystemNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where ONNX Runtime finds its libraries. Left to itself it unpacks them at every start into the
 * temporary folder, where they stay if the process is killed.
 */
final class OnnxLibraries {
  private static final String FOLDER = "onnxruntime.native.path";

  /** The last two only in builds for NVIDIA's GPUs, the first of them on Windows too. */
  private static final List<String> NAMES =
      List.of(
          "onnxruntime",
          "onnxruntime4j_jni",
          "onnxruntime_providers_shared",
          "onnxruntime_providers_cuda");

  private OnnxLibraries() {}

  /** To be called before the first class of ONNX Runtime is used. */
  static void unpack() {
    if (System.getProperty(FOLDER) != null) {
      return;
    }
    String place =
        "ai/onnxruntime/native/" + SystemNames.system() + "-" + SystemNames.processor("x64") + "/";
    Map<String, String> resources = new HashMap<>();
    for (String name : NAMES) {
      String file = System.mapLibraryName(name);
      if (OnnxLibraries.class.getClassLoader().getResource(place + file) != null) {
        resources.put(file, place + file);
      }
    }
    // Without any, this is a system for which the user has to have them installed.
    if (!resources.isEmpty()) {
      System.setProperty(FOLDER, NativeLibraries.unpack("onnxruntime", resources).toString());
    }
  }
}
