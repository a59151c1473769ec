package dev.sotto.compressor.train.torch;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.natives.NativeLibraries;
import dev.sotto.runtime.natives.SystemNames;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Where DJL finds the libraries of PyTorch and its bridge to them. Left to itself it loads whatever
 * lies in a fixed place, which anybody can have made if the user's home cannot be written.
 */
final class TorchLibraries {
  private static final String FOLDER = "PYTORCH_LIBRARY_PATH";
  private static final String LIST = "native/lib/pytorch.properties";
  private static final String BRIDGE = System.mapLibraryName("djl_torch");

  private TorchLibraries() {}

  /**
   * To be called before the engine starts.
   *
   * @throws SottoException if they cannot be unpacked
   */
  static synchronized void unpack() {
    if (System.getenv(FOLDER) != null || System.getProperty(FOLDER) != null) {
      return;
    }
    String system = SystemNames.system() + "-" + SystemNames.processor("x86_64");
    Map<String, String> resources = new HashMap<>();
    for (String name : names()) {
      resources.put(name, "pytorch/cpu/" + system + "/" + name);
    }
    resources.put(BRIDGE, "jnilib/" + system + "/cpu/" + BRIDGE);
    System.setProperty("PYTORCH_FLAVOR", "cpu");
    System.setProperty(FOLDER, NativeLibraries.unpack("pytorch", resources).toString());
  }

  private static String[] names() {
    Properties list = new Properties();
    try (InputStream in = TorchLibraries.class.getClassLoader().getResourceAsStream(LIST)) {
      if (in == null) {
        throw SottoException.badInput("PyTorch", LIST + " is not on the class path");
      }
      list.load(in);
    } catch (IOException e) {
      throw SottoException.badInput("PyTorch", LIST + " cannot be read: " + e.getMessage(), e);
    }
    return list.getProperty("libraries", "").split(",");
  }
}
