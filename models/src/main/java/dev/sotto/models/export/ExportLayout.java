package dev.sotto.models.export;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.quantize.Unpacking;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How one exporter spells Whisper: what it calls files and values, and how its graphs are read.
 *
 * <p>A layout is a package of its own with a public implementation of this, which has a constructor
 * without parameters and is named in {@code META-INF/services}. It keeps no state.
 */
public interface ExportLayout {
  /** What users call it. */
  String name();

  /** Whether {@code path} is a folder with graphs of this layout, or the encoder among them. */
  boolean recognises(Path path);

  /** For messages: what {@code path}, which nobody recognises, would have to hold or to be. */
  String expected(Path path);

  /**
   * Finds the graphs of an export, without opening them.
   *
   * @param given what {@link #recognises} says yes to
   * @throws dev.sotto.models.SottoException if some are missing, or nobody said which to take
   */
  ExportFolder open(Path given);

  /**
   * The path of an export in one of the number formats that {@code folder} holds, for {@link
   * #open}.
   *
   * @throws dev.sotto.models.SottoException if there is none of that name
   */
  Path variant(Path folder, String name);

  /** What the path of an encoder tells of its model, whichever system wrote it. */
  Optional<EncoderPath> encoderPath(String path);

  /** What a graph's file is called where it is of no variant. */
  String fileName(Part part);

  /**
   * Reads and recognises an export.
   *
   * @throws dev.sotto.models.SottoException if a file cannot be read, or naming every place that
   *     does not match
   */
  default WhisperModel read(ExportFolder folder) {
    WhisperConfig config = WhisperConfig.read(folder.folder());
    Map<Part, OnnxModel> files = new EnumMap<>(Part.class);
    folder.graphs().forEach((part, path) -> files.put(part, unpacked(path)));
    return recognise(folder, config, files);
  }

  private static OnnxModel unpacked(Path path) {
    OnnxModel file = OnnxModel.read(path);
    Unpacking.unpack(file.graph());
    return file;
  }

  /**
   * Recognises graphs that were read, and perhaps edited since.
   *
   * @param folder where they were read from
   * @param config what their sizes are now
   * @throws dev.sotto.models.SottoException naming every place that does not match
   */
  WhisperModel recognise(ExportFolder folder, WhisperConfig config, Map<Part, OnnxModel> files);

  /** What a caller feeds the encoder that declares this, and what it gets. */
  EncoderPorts encoderPorts(Declared declared);

  /** What a caller feeds the decoder that declares this, and what it gets. */
  DecoderPorts decoderPorts(Declared declared);

  /** Which layer of its graph's stack an input or output belongs to; none for most. */
  Optional<LayerPort> layerPort(String name);

  /** For messages: the outputs that give a cache, and the inputs that take it. */
  String cacheNames();

  /** The graph of a file, or its branch, that runs where there is no cache yet. */
  Graph firstGraph(Part part, Graph file);

  /**
   * Has declarations follow what the removal of heads asks for beyond their counts, which are right
   * already, such as what lets runners start that know nothing of pruning.
   *
   * @param left whose blocks are what is left
   */
  void declareRemoval(WhisperModel left);

  /**
   * An input or output that belongs to a layer, such as a cache.
   *
   * @param layer counted from 0
   * @param name what it is called in a layer of another number
   */
  record LayerPort(int layer, IntFunction<String> name) {}

  /**
   * The path of an encoder, taken apart.
   *
   * @param folder what comes before it: the path of the model's folder
   * @param variant of several number formats, its own
   */
  record EncoderPath(String folder, Optional<String> variant) {}
}
