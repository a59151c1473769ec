package dev.sotto.models.whisper;

import dev.sotto.models.SottoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the files of an export lie. An Optimum export has an encoder and either a merged decoder,
 * or a decoder with a second one that takes the cache, or all of them.
 */
public record ExportFolder(Path folder, Map<Part, Path> graphs) {

  /** The graphs that an Optimum export can hold. */
  public enum Part {
    ENCODER("encoder_model.onnx"),
    DECODER("decoder_model.onnx"),
    DECODER_WITH_PAST("decoder_with_past_model.onnx"),
    DECODER_MERGED("decoder_model_merged.onnx");

    private final String fileName;

    Part(String fileName) {
      this.fileName = fileName;
    }

    public String fileName() {
      return fileName;
    }
  }

  public ExportFolder {
    graphs = Collections.unmodifiableMap(new LinkedHashMap<>(graphs));
  }

  /**
   * Finds the graphs of the export in {@code folder}, without opening them.
   *
   * @throws SottoException if the folder or its graphs are missing
   */
  public static ExportFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw SottoException.badInput(folder, "no such folder; expected a Whisper ONNX export");
    }
    Map<Part, Path> graphs = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      Path file = folder.resolve(part.fileName());
      if (Files.exists(file)) {
        graphs.put(part, file);
      }
    }
    boolean decodes = graphs.containsKey(Part.DECODER_MERGED) || graphs.containsKey(Part.DECODER);
    if (graphs.isEmpty()) {
      throw SottoException.badInput(
          folder,
          "holds no Whisper export: expected encoder_model.onnx with decoder_model_merged.onnx or"
              + " decoder_model.onnx");
    }
    if (!graphs.containsKey(Part.ENCODER)) {
      throw SottoException.badInput(folder, "lacks encoder_model.onnx");
    }
    if (!decodes) {
      throw SottoException.badInput(
          folder, "lacks decoder_model_merged.onnx or decoder_model.onnx");
    }
    return new ExportFolder(folder, graphs);
  }

  public Optional<Path> graph(Part part) {
    return Optional.ofNullable(graphs.get(part));
  }

  /** The ways to run this export with a cache, each with the graphs that it takes. */
  public List<ExportFolder> forms() {
    List<ExportFolder> forms = new ArrayList<>();
    for (Set<Part> decoder :
        List.of(
            EnumSet.of(Part.DECODER_MERGED), EnumSet.of(Part.DECODER, Part.DECODER_WITH_PAST))) {
      if (graphs.keySet().containsAll(decoder)) {
        Map<Part, Path> chosen = new LinkedHashMap<>(graphs);
        chosen.keySet().removeIf(part -> part != Part.ENCODER && !decoder.contains(part));
        forms.add(new ExportFolder(folder, chosen));
      }
    }
    return forms;
  }
}
