package dev.sotto.models.export;

import dev.sotto.models.whisper.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the files of an export lie. It has an encoder and either a merged decoder, or a decoder
 * with a second one that takes the cache, or all of them.
 *
 * @param layout whose names its files and values have
 * @param given the path that opens this export again: a folder, or the encoder of a variant
 * @param folder the folder of its JSON and tokenizer files
 */
public record ExportFolder(ExportLayout layout, Path given, Path folder, Map<Part, Path> graphs) {

  /** Where hosted models for transformers.js have their graphs. */
  public static final String SUBFOLDER = "onnx";

  public ExportFolder {
    graphs = Collections.unmodifiableMap(new LinkedHashMap<>(graphs));
  }

  /**
   * Reads and recognises this export.
   *
   * @throws dev.sotto.models.SottoException as {@link ExportLayout#read}
   */
  public WhisperModel read() {
    return layout.read(this);
  }

  /** What the graphs are called in its layout, joined as users see them. */
  public String fileNames() {
    return graphs.keySet().stream().map(layout::fileName).collect(Collectors.joining(" + "));
  }

  /** The same export with other graphs, such as some of them. */
  public ExportFolder withGraphs(Map<Part, Path> others) {
    return new ExportFolder(layout, given, folder, others);
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
        forms.add(withGraphs(chosen));
      }
    }
    return forms;
  }
}
