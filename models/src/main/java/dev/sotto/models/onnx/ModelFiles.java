package dev.sotto.models.onnx;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files that hold graphs and weights: what is hashed, measured and identified when a model is
 * meant.
 */
public final class ModelFiles {
  private ModelFiles() {}

  /**
   * The graph files and their external data files, by file name; one that several graphs share
   * stands once.
   */
  public static Map<String, Path> of(Collection<OnnxModel> models) {
    Map<String, Path> files = new TreeMap<>();
    for (OnnxModel model : models) {
      files.put(model.file().getFileName().toString(), model.file());
      for (Path external : model.externalFiles()) {
        files.put(external.getFileName().toString(), external);
      }
    }
    return files;
  }
}
