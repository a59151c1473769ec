package dev.sotto.models;

import dev.sotto.models.build.FolderBuild;
import dev.sotto.models.build.Frames;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.OutputMark;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.models.onnx.NewModel;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Exports of a tiny Whisper that a test makes for itself, in either form of the decoder. No two of
 * its sizes are the same, so that one taken for another shows, and no two of its weights are, not
 * even of its biases.
 */
public final class SmallExport {
  public static final int WIDTH = 12;
  public static final int HEADS = 3;
  public static final int HEAD_DIM = 4;
  public static final int ENCODER_UNITS = 10;
  public static final int DECODER_UNITS = 14;
  public static final int VOCABULARY = 61;
  public static final int MEL_BINS = 5;
  public static final int SOURCE = 7;
  public static final int TARGET = 9;
  public static final int LAYERS = 2;

  public static final String ENCODER_FILE = "encoder_model.onnx";
  public static final String MERGED_FILE = "decoder_model_merged.onnx";
  public static final String DECODER_FILE = "decoder_model.onnx";
  public static final String PAST_FILE = "decoder_with_past_model.onnx";

  public static final String CONFIG =
      """
      {"model_type": "whisper", "d_model": 12, "encoder_layers": 2, "decoder_layers": 2,
       "encoder_attention_heads": 3, "decoder_attention_heads": 3, "encoder_ffn_dim": 10,
       "decoder_ffn_dim": 14, "vocab_size": 61, "num_mel_bins": 5, "max_source_positions": 7,
       "max_target_positions": 9}
      """;

  private static final long OPSET = 18;

  // Made once, as most tests need one.
  private static final Map<String, byte[]> MERGED = made(export -> {});
  private static final Map<String, byte[]> SEPARATE = made(SmallExport::separated);

  private SmallExport() {}

  /** The logical shape of every weight by role, counted by hand from the sizes. */
  public static Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    put(shapes, "encoder.conv1", WIDTH, MEL_BINS, 3);
    put(shapes, "encoder.conv2", WIDTH, WIDTH, 3);
    shapes.put("encoder.embed_positions.weight", new long[] {SOURCE, WIDTH});
    shapes.put("decoder.embed_tokens.weight", new long[] {VOCABULARY, WIDTH});
    shapes.put("decoder.embed_positions.weight", new long[] {TARGET, WIDTH});
    for (String stack : List.of("encoder", "decoder")) {
      int units = stack.equals("encoder") ? ENCODER_UNITS : DECODER_UNITS;
      for (int number = 0; number < LAYERS; number++) {
        String layer = stack + ".layers." + number;
        attention(shapes, layer + ".self_attn");
        if (stack.equals("decoder")) {
          attention(shapes, layer + ".encoder_attn");
        }
        put(shapes, layer + ".fc1", units, WIDTH);
        put(shapes, layer + ".fc2", WIDTH, units);
        put(shapes, layer + ".final_layer_norm", WIDTH);
      }
      put(shapes, stack + ".layer_norm", WIDTH);
    }
    return shapes;
  }

  private static void attention(Map<String, long[]> shapes, String block) {
    put(shapes, block + ".q_proj", WIDTH, WIDTH);
    shapes.put(block + ".k_proj.weight", new long[] {WIDTH, WIDTH});
    put(shapes, block + ".v_proj", WIDTH, WIDTH);
    put(shapes, block + ".out_proj", WIDTH, WIDTH);
    put(shapes, block + "_layer_norm", WIDTH);
  }

  private static void put(Map<String, long[]> shapes, String layer, long... shape) {
    shapes.put(layer + ".weight", shape);
    shapes.put(layer + ".bias", new long[] {shape[0]});
  }

  /** A weight for every role. */
  public static Map<String, Tensor> weights() {
    Random random = new Random(11);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    shapes().forEach((role, shape) -> weights.put(role, tensor(role, random, shape)));
    return weights;
  }

  /** A tensor of small random numbers. */
  public static Tensor tensor(String name, Random random, long... shape) {
    float[] values = new float[(int) Tensor.elements(shape)];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) random.nextGaussian();
    }
    return new Tensor(name, ElementType.FLOAT, shape, TensorData.ofFloats(values));
  }

  /** With a merged decoder. */
  public static Path merged(Path folder) {
    return copy(MERGED, folder);
  }

  /** With one decoder that takes no cache and one that does. */
  public static Path separate(Path folder) {
    return copy(SEPARATE, folder);
  }

  private static Path copy(Map<String, byte[]> files, Path folder) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files of an export that is made, and removed again. */
  private static Map<String, byte[]> made(Consumer<Path> change) {
    Map<String, byte[]> files = new TreeMap<>();
    try (TemporaryFolder temporary = TemporaryFolder.create("sotto-small-export-")) {
      Path export = build(temporary.path().resolve("export"), CONFIG, weights(), Frames.FIXED);
      change.accept(export);
      try (Stream<Path> made = Files.list(export)) {
        // Whose mark is in it would be asked for by those who take it for somebody's output.
        for (Path file : made.filter(file -> !file.endsWith(OutputMark.FILE)).toList()) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With {@code weights} by role, which may be smaller than {@code config} says. */
  public static Path build(Path folder, String config, Map<String, Tensor> weights, Frames frames) {
    try {
      Path source = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-from"));
      Files.writeString(source.resolve("config.json"), config);
      SafetensorsWriter.write(source.resolve(SafetensorsFile.FILE_NAME), weights, Map.of());
      try (OutputFolder output = OutputFolder.create(folder, false)) {
        new FolderBuild(source, frames, OptionalLong.empty()).write(output);
        output.complete();
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has an export keep the branches of its merged decoder as files of their own instead. */
  public static Path separated(Path export) {
    Path merged = export.resolve(MERGED_FILE);
    Graph graph = OnnxModel.read(merged).graph();
    Map<String, Graph> branches = graph.nodes().get(0).subgraphs();
    write(alone(graph, branches.get("else_branch"), false), export.resolve(DECODER_FILE));
    write(alone(graph, branches.get("then_branch"), true), export.resolve(PAST_FILE));
    try {
      Files.delete(merged);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return export;
  }

  /** A branch as a graph of its own, with what it reads and without what it only passes on. */
  private static Graph alone(Graph outer, Graph branch, boolean past) {
    Graph graph = new Graph("main_graph", null);
    Set<String> read = new LinkedHashSet<>();
    for (Node node : branch.nodes()) {
      boolean passedOn = past && node.output().matches("present\\.\\d+\\.encoder\\..*");
      if (!passedOn) {
        graph.nodes().add(node);
        read.addAll(node.inputs());
      }
    }
    outer.initializers().stream()
        .filter(tensor -> read.contains(tensor.name()))
        .forEach(graph::putInitializer);
    outer.inputs().stream()
        .filter(input -> read.contains(input.name()))
        .forEach(graph.inputs()::add);
    for (ValueInfo output : branch.outputs()) {
      if (graph.nodes().stream().anyMatch(node -> node.outputs().contains(output.name()))) {
        graph.outputs().add(output);
      }
    }
    return graph;
  }

  private static void write(Graph graph, Path file) {
    new NewModel(graph, OPSET).write(file);
  }

  /** Changes the graph of a file. */
  public static void edit(Path file, Consumer<Graph> change) {
    OnnxModel model = OnnxModel.read(file);
    change.accept(model.graph());
    Path edited = file.resolveSibling("edited.onnx");
    model.write(edited);
    try {
      Files.move(edited, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes every graph of an export, those of branches too. */
  public static Path editAll(Path export, Consumer<Graph> change) {
    for (Path file : Exports.open(export).graphs().values()) {
      edit(file, graph -> withBranches(graph).forEach(change));
    }
    return export;
  }

  private static List<Graph> withBranches(Graph graph) {
    List<Graph> branches =
        graph.nodes().stream().flatMap(node -> node.subgraphs().values().stream()).toList();
    return branches.isEmpty() ? List.of(graph) : branches;
  }

  /** Recognises an export. */
  public static WhisperModel open(Path export) {
    return Exports.open(export).read();
  }
}
