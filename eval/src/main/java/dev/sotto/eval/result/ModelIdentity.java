package dev.sotto.eval.result;

import dev.sotto.models.FileHash;
import dev.sotto.models.whisper.ExportFolder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which model a result speaks of.
 *
 * @param folder as it was given
 * @param sha256 name of each graph file to its hash
 */
public record ModelIdentity(String folder, Map<String, String> sha256) {

  public ModelIdentity {
    sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
  }

  /** Reads and hashes every graph file of {@code export}. */
  public static ModelIdentity of(ExportFolder export) {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Path graph : export.graphs().values()) {
      hashes.put(graph.getFileName().toString(), FileHash.sha256(graph));
    }
    return new ModelIdentity(export.folder().toString(), hashes);
  }

  /** The same files under another name, as when a finished folder is put in its place. */
  public ModelIdentity inFolder(String name) {
    return new ModelIdentity(name, sha256);
  }
}
