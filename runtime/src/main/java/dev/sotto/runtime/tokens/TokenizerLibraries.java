package dev.sotto.runtime.tokens;

import dev.sotto.runtime.natives.NativeLibraries;
import dev.sotto.runtime.natives.SystemNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where DJL finds the libraries of the tokenizers. Left to itself it loads whatever lies in a fixed
 * place, which anybody can have made if the user's home cannot be written.
 */
final class TokenizerLibraries {
  private static final String FILE = "RUST_LIBRARY_PATH";
  private static final String LIBRARY = System.mapLibraryName("tokenizers");

  /** What the library itself needs on Windows. */
  private static final List<String> OF_WINDOWS =
      List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll");

  private TokenizerLibraries() {}

  /** To be called before the first class of DJL is used. */
  static void unpack() {
    if (System.getProperty(FILE) != null) {
      return;
    }
    String place =
        "native/lib/" + SystemNames.system() + "-" + SystemNames.processor("x86_64") + "/cpu/";
    Map<String, String> resources = new HashMap<>();
    resources.put(LIBRARY, place + LIBRARY);
    if (SystemNames.system().equals("win")) {
      OF_WINDOWS.forEach(name -> resources.put(name, place + name));
    }
    Path folder = NativeLibraries.unpack("tokenizers", resources);
    System.setProperty(FILE, folder.resolve(LIBRARY).toString());
  }
}
