package dev.sotto.models.export.optimum;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.DecoderPorts;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layout of Hugging Face Optimum: an encoder, and a decoder as two graphs (without and with a
 * cache) or as one whose {@code If} chooses between them.
 *
 * <pre>
 *   encoder_model                                encoder_model
 *   decoder_model            (no cache)          decoder_model_merged
 *   decoder_with_past_model  (cache)               If(use_cache_branch) { then: cache, else: no cache }
 * </pre>
 */
public final class OptimumLayout implements ExportLayout {
  static final String NAME = "Optimum";

  private static final Pattern ENCODER_PATH =
      Pattern.compile("(?:(?:^|[/\\\\])onnx)?(?:^|[/\\\\])encoder_model(?:_(\\w+))?\\.onnx$");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean recognises(Path path) {
    return Files.isRegularFile(path)
        ? Variants.ofEncoder(path).isPresent()
        : !Variants.of(path).byName().isEmpty();
  }

  @Override
  public String expected(Path path) {
    return Files.isRegularFile(path)
        ? "encoder_model*.onnx"
        : "encoder_model.onnx with decoder_model_merged.onnx or decoder_model.onnx, in it or in "
            + ExportFolder.SUBFOLDER
            + " below it";
  }

  @Override
  public ExportFolder open(Path given) {
    Optional<String> ofFile = Variants.ofEncoder(given).filter(name -> Files.isRegularFile(given));
    Variants variants = ofFile.isPresent() ? Variants.beside(given) : Variants.of(given);
    String variant = ofFile.orElseGet(variants::usual);
    Map<Part, Path> graphs = variants.graphs(variant);
    String others = variants.byName().size() > 1 ? "; there are files of " + variants.names() : "";
    if (!graphs.containsKey(Part.ENCODER)) {
      throw SottoException.badInput(
          given, "lacks " + Variants.fileName(Part.ENCODER, variant) + others);
    }
    if (!graphs.containsKey(Part.DECODER_MERGED) && !graphs.containsKey(Part.DECODER)) {
      throw SottoException.badInput(given, "lacks " + Variants.decoders(variant) + others);
    }
    return new ExportFolder(this, given, variants.jsonFolder(given), graphs);
  }

  @Override
  public Path variant(Path folder, String name) {
    return Variants.of(folder).encoder(name);
  }

  @Override
  public Optional<EncoderPath> encoderPath(String path) {
    Matcher encoder = ENCODER_PATH.matcher(path);
    return encoder.find()
        ? Optional.of(
            new EncoderPath(
                path.substring(0, encoder.start()), Optional.ofNullable(encoder.group(1))))
        : Optional.empty();
  }

  @Override
  public String fileName(Part part) {
    return OptimumNames.fileName(part);
  }

  @Override
  public WhisperModel recognise(
      ExportFolder folder, WhisperConfig config, Map<Part, OnnxModel> files) {
    return new OptimumReader(folder, config).recognise(files);
  }

  @Override
  public EncoderPorts encoderPorts(Declared declared) {
    return new EncoderPorts(OptimumNames.FEATURES, OptimumNames.ENCODED);
  }

  @Override
  public DecoderPorts decoderPorts(Declared declared) {
    return OptimumPorts.of(declared);
  }

  @Override
  public Optional<LayerPort> layerPort(String name) {
    return OptimumNames.layerPort(name);
  }

  @Override
  public String cacheNames() {
    return OptimumNames.caches();
  }

  @Override
  public Graph firstGraph(Part part, Graph file) {
    return part == Part.DECODER_MERGED
        ? file.nodes().stream()
            .filter(node -> node.is("If"))
            .map(Node::subgraphs)
            .map(branches -> branches.get(OptimumNames.WITHOUT_CACHE))
            .findFirst()
            .orElseThrow()
        : file;
  }

  @Override
  public void declareRemoval(WhisperModel left) {
    CacheDeclaration.relax(left);
  }
}
