package dev.sotto.models.export.toy;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.CachePort.Axis;
import dev.sotto.models.export.CachePort.Content;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.DecoderPorts;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The toy's names, and what reads its graphs. */
public final class ToyLayout implements ExportLayout {
  private static final List<Part> PARTS =
      List.of(Part.ENCODER, Part.DECODER, Part.DECODER_WITH_PAST);
  private static final List<Axis> CACHE_AXES =
      List.of(Axis.BATCH, Axis.HEADS, Axis.POSITIONS, Axis.WIDTH);

  @Override
  public String name() {
    return "Toy";
  }

  @Override
  public boolean recognises(Path path) {
    return Files.isRegularFile(path.resolve(fileName(Part.ENCODER)));
  }

  @Override
  public String expected(Path path) {
    return fileName(Part.ENCODER);
  }

  @Override
  public ExportFolder open(Path given) {
    Map<Part, Path> graphs = new LinkedHashMap<>();
    PARTS.forEach(part -> graphs.put(part, given.resolve(fileName(part))));
    return new ExportFolder(this, given, given, graphs);
  }

  @Override
  public Path variant(Path folder, String name) {
    return folder;
  }

  @Override
  public Optional<EncoderPath> encoderPath(String path) {
    return Optional.empty();
  }

  @Override
  public String fileName(Part part) {
    return ToyNames.file(part);
  }

  @Override
  public WhisperModel recognise(
      ExportFolder folder, WhisperConfig config, Map<Part, OnnxModel> files) {
    return new ToyReader(folder, config).recognise(files);
  }

  @Override
  public EncoderPorts encoderPorts(Declared declared) {
    return new EncoderPorts(ToyNames.FEATURES, ToyNames.ENCODED);
  }

  @Override
  public DecoderPorts decoderPorts(Declared declared) {
    List<CachePort> caches = new ArrayList<>();
    for (int layer = 0; declared.outputs().containsKey(present(layer)); layer++) {
      for (Kind kind : List.of(Kind.SELF_ATTENTION, Kind.CROSS_ATTENTION)) {
        for (Content content : Content.values()) {
          CachePort.Id id = new CachePort.Id(new BlockId(Stack.DECODER, layer, kind), content);
          caches.add(
              new CachePort(
                  id,
                  Optional.ofNullable(declared.inputs().get(ToyNames.past(id))),
                  Optional.ofNullable(declared.outputs().get(ToyNames.present(id))),
                  CACHE_AXES));
        }
      }
    }
    ValueInfo tokens = declared.inputs().get(ToyNames.TOKENS);
    Optional<ValueInfo> states = Optional.ofNullable(declared.inputs().get(ToyNames.STATES));
    return new DecoderPorts(
        tokens, states, Optional.empty(), Optional.empty(), caches, ToyNames.LOGITS, List.of());
  }

  private static String present(int layer) {
    BlockId block = new BlockId(Stack.DECODER, layer, Kind.SELF_ATTENTION);
    return ToyNames.present(CachePort.Id.keys(block));
  }

  @Override
  public Optional<LayerPort> layerPort(String name) {
    return ToyNames.layerPort(name);
  }

  @Override
  public String cacheNames() {
    return "out_* for each in_*";
  }

  @Override
  public Graph firstGraph(Part part, Graph file) {
    return file;
  }

  @Override
  public void declareRemoval(WhisperModel left) {
    // Its runners take what the graphs declare.
  }
}
