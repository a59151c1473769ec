package dev.sotto.models.export.optimum;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The graphs of an export in each number format that a folder holds, as hosted models have them:
 * {@code encoder_model.onnx} beside {@code encoder_model_quantized.onnx}, {@code _fp16}, {@code
 * _q4} and others, in the model's folder or in {@code onnx} below it.
 *
 * @param place the folder of the graphs
 * @param byName what the file names end in, such as {@code q4}; empty for plain names
 */
record Variants(Path place, Map<String, Map<Part, Path>> byName) {
  /** The longest stems first: {@code decoder_model_merged} is no {@code decoder_model}. */
  private static final Pattern GRAPH =
      Pattern.compile(
          "(?<stem>encoder_model|decoder_model_merged|decoder_with_past_model|decoder_model)"
              + "(_(?<variant>[A-Za-z0-9]+))?\\.onnx");

  /** What transformers.js calls the formats whose files are named otherwise. */
  private static final Map<String, String> ALIASES =
      Map.of("fp32", "", "float32", "", "q8", "quantized", "float16", "fp16");

  /** What a file is by its name, if it is a graph of an export. */
  private record Name(Part part, String variant) {
    static Optional<Name> of(Path file) {
      Matcher name = GRAPH.matcher(file.getFileName().toString());
      if (!name.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          new Name(
              OptimumNames.part(name.group("stem") + ".onnx"),
              Optional.ofNullable(name.group("variant")).orElse("")));
    }
  }

  /** Those of a model's folder: its own graphs, or else those in {@code onnx} below it. */
  static Variants of(Path folder) {
    Variants own = in(folder);
    return own.byName.isEmpty() && Files.isDirectory(folder.resolve(ExportFolder.SUBFOLDER))
        ? in(folder.resolve(ExportFolder.SUBFOLDER))
        : own;
  }

  /** Those among which {@code encoder} is the encoder of one. */
  static Variants beside(Path encoder) {
    return in(Optional.ofNullable(encoder.getParent()).orElse(Path.of(".")));
  }

  private static Variants in(Path place) {
    Map<String, Map<Part, Path>> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(place)) {
      files.forEach(
          file ->
              Name.of(file)
                  .ifPresent(
                      name ->
                          found
                              .computeIfAbsent(name.variant, any -> new EnumMap<>(Part.class))
                              .put(name.part, file)));
    } catch (IOException e) {
      throw SottoException.badInput(place, "cannot be read: " + e.getMessage(), e);
    }
    return new Variants(place, found);
  }

  /** The name of the variant of which {@code file} is the encoder, if it is one by its name. */
  static Optional<String> ofEncoder(Path file) {
    return Name.of(file).filter(name -> name.part == Part.ENCODER).map(Name::variant);
  }

  /**
   * The one to take where nobody chose: that with plain names, or the only one.
   *
   * @throws SottoException if there are several
   */
  String usual() {
    if (byName.size() == 1 || byName.containsKey("")) {
      return byName.keySet().iterator().next();
    }
    throw SottoException.badInput(
        place, "holds the variants " + names() + "; choose one, with --variant or by its encoder");
  }

  /**
   * The encoder of the variant that a user calls {@code name}: what its files end in, or else what
   * clients call that.
   *
   * @throws SottoException if there is none
   */
  Path encoder(String name) {
    String variant = byName.containsKey(name) ? name : ALIASES.getOrDefault(name, name);
    Map<Part, Path> graphs = byName.get(variant);
    if (graphs == null || !graphs.containsKey(Part.ENCODER)) {
      throw SottoException.badInput(
          place, "holds no encoder of variant '" + name + "', only " + names());
    }
    return graphs.get(Part.ENCODER);
  }

  /** All of them, as a user may name them. */
  String names() {
    return byName.isEmpty()
        ? "none"
        : byName.keySet().stream()
            .map(name -> name.isEmpty() ? "fp32" : name)
            .collect(Collectors.joining(", "));
  }

  /** The graphs of one, in the order of {@link Part}. */
  Map<Part, Path> graphs(String name) {
    return byName.getOrDefault(name, Map.of());
  }

  /** Where the JSON files of these graphs lie: beside them, or one folder up. */
  Path jsonFolder(Path given) {
    if (place.equals(given.resolve(ExportFolder.SUBFOLDER))) {
      return given;
    }
    Path above = place.toAbsolutePath().normalize().getParent();
    boolean below =
        place.endsWith(ExportFolder.SUBFOLDER)
            && !Files.exists(place.resolve(WhisperConfig.FILE_NAME))
            && Files.exists(above.resolve(WhisperConfig.FILE_NAME));
    return below ? Optional.ofNullable(place.getParent()).orElse(above) : place;
  }

  /** What the files of a part are called, whatever the variant, to name one that is missing. */
  static String fileName(Part part, String variant) {
    String plain = OptimumNames.fileName(part);
    return variant.isEmpty() ? plain : plain.replace(".onnx", "_" + variant + ".onnx");
  }

  /** The decoders of which an export needs one, to name them where they are missing. */
  static String decoders(String variant) {
    return List.of(Part.DECODER_MERGED, Part.DECODER).stream()
        .map(part -> fileName(part, variant))
        .collect(Collectors.joining(" or "));
  }
}
