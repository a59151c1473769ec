package dev.sotto.models.export;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.Part;
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
 *
 * @param given the path that opens this export again: a folder, or the encoder of a variant
 * @param folder the folder of its JSON and tokenizer files
 */
public record ExportFolder(Path given, Path folder, Map<Part, Path> graphs) {

  /** Where hosted models for transformers.js have their graphs. */
  public static final String SUBFOLDER = "onnx";

  public ExportFolder {
    graphs = Collections.unmodifiableMap(new LinkedHashMap<>(graphs));
  }

  /**
   * Finds the graphs of an export, without opening them.
   *
   * @param given its folder, with the graphs in it or in {@code onnx} below it; or, where it holds
   *     graphs in several number formats, the encoder of one
   * @throws SottoException if the folder or its graphs are missing, or nobody said which of them
   */
  public static ExportFolder open(Path given) {
    if (Files.isRegularFile(given)) {
      String variant = Variants.ofEncoder(given);
      return of(given, Variants.beside(given), variant);
    }
    if (!Files.isDirectory(given)) {
      throw SottoException.badInput(given, "no such folder; expected a Whisper ONNX export");
    }
    Variants variants = Variants.of(given);
    if (variants.byName().isEmpty()) {
      throw SottoException.badInput(
          given,
          "holds no Whisper export: expected encoder_model.onnx with decoder_model_merged.onnx or"
              + " decoder_model.onnx, in it or in "
              + SUBFOLDER
              + " below it");
    }
    return of(given, variants, variants.usual());
  }

  /**
   * The path of an export in one of the number formats that {@code folder} holds, for {@link
   * #open}.
   *
   * @param variant what its file names end in, such as {@code q4}, or {@code fp32}
   * @throws SottoException if there is no such variant
   */
  public static Path variant(Path folder, String variant) {
    if (!Files.isDirectory(folder)) {
      throw SottoException.badInput(folder, "no such folder; a variant is chosen in a folder");
    }
    return Variants.of(folder).encoder(variant);
  }

  private static ExportFolder of(Path given, Variants variants, String variant) {
    Map<Part, Path> graphs = variants.graphs(variant);
    String others = variants.byName().size() > 1 ? "; there are files of " + variants.names() : "";
    if (!graphs.containsKey(Part.ENCODER)) {
      throw SottoException.badInput(
          given, "lacks " + Variants.fileName(Part.ENCODER, variant) + others);
    }
    if (!graphs.containsKey(Part.DECODER_MERGED) && !graphs.containsKey(Part.DECODER)) {
      throw SottoException.badInput(given, "lacks " + Variants.decoders(variant) + others);
    }
    return new ExportFolder(given, variants.jsonFolder(given), graphs);
  }

  /** The same export with other graphs, such as some of them. */
  public ExportFolder withGraphs(Map<Part, Path> others) {
    return new ExportFolder(given, folder, others);
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
