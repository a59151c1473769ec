package dev.sotto.eval.result;

import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.onnx.ModelFiles;
import dev.sotto.models.onnx.OnnxModel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which model a result speaks of.
 *
 * @param folder as it was given; for one of several variants in a folder, its encoder
 * @param sha256 name of each graph and external data file to its hash
 */
public record ModelIdentity(String folder, Map<String, String> sha256) {
  public ModelIdentity {
    sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
  }

  /** Reads and hashes every graph and external data file of {@code export}. */
  public static ModelIdentity of(ExportFolder export) {
    List<OnnxModel> models = export.graphs().values().stream().map(OnnxModel::read).toList();
    Map<String, String> hashes = new LinkedHashMap<>();
    ModelFiles.of(models).forEach((name, file) -> hashes.put(name, FileHash.sha256(file)));
    return new ModelIdentity(export.given().toString(), hashes);
  }

  /**
   * The last part of the folder, whichever system wrote it; of a variant, which is given by its
   * encoder, with the name of the variant.
   */
  public String name() {
    Optional<ExportLayout.EncoderPath> encoder = Exports.encoderPath(folder);
    if (encoder.isPresent()) {
      String name = inFolder(encoder.get().folder()).name();
      return name + encoder.get().variant().map(variant -> " (" + variant + ")").orElse("");
    }
    String trimmed = folder.replaceAll("[/\\\\]+$", "");
    String last = trimmed.replaceAll("^.*[/\\\\]", "");
    return last.isBlank() || last.equals(".") ? "model" : last;
  }

  /** The same files under another name, as when a finished folder is put in its place. */
  public ModelIdentity inFolder(String name) {
    return new ModelIdentity(name, sha256);
  }
}
