package dev.sotto.eval.result;

import dev.sotto.models.SottoVersion;
import dev.sotto.runtime.session.RuntimeVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        Stream.of("os.name", "os.version", "os.arch")
            .map(System::getProperty)
            .collect(Collectors.joining(" ")));
    return Collections.unmodifiableMap(versions);
  }
}
