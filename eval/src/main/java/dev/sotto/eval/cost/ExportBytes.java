package dev.sotto.eval.cost;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.onnx.ModelFiles;
import dev.sotto.models.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How large an export is on disk: its ONNX files and the external data files that they name. */
public final class ExportBytes {
  private ExportBytes() {}

  /**
   * Adds up the files; one that several graphs share counts once.
   *
   * @throws SottoException if a file cannot be read
   */
  public static long of(ExportFolder export) {
    List<OnnxModel> models = export.graphs().values().stream().map(OnnxModel::read).toList();
    return ModelFiles.of(models).values().stream().mapToLong(ExportBytes::size).sum();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }
}
