package dev.sotto.eval.result;

import dev.sotto.models.SottoVersion;
import dev.sotto.runtime.session.RuntimeVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The software that a result was found with. */
public final class SoftwareVersions {
  private SoftwareVersions() {}

  /** Name to version, for this process. */
  public static Map<String, String> current() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("sotto", SottoVersion.current());
    versions.put("onnxruntime", RuntimeVersion.onnxRuntime());
    versions.put("java", System.getProperty("java.version"));
    versions.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    return Collections.unmodifiableMap(versions);
  }
}
