package dev.sotto.models;

import static dev.sotto.models.SharedFiles.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.onnx.OnnxModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tiny random Whisper that every exporter exported, and what PyTorch says of it. */
public final class Fixtures {
  public static final String REFERENCE = "a01-optimum-op18";
  public static final int MEL_BINS = 80;
  public static final int FRAMES = 120;

  private Fixtures() {}

  /**
   * An export folder with the fixture's files, completed by those of the reference export: any
   * encoder goes with any decoder.
   *
   * @param merged whether it decodes by the merged decoder or by the two separate ones
   */
  public static Path folder(String fixture, boolean merged, Path into) {
    Path source = shared("fixtures/" + fixture);
    copy(source.resolve("config.json"), into);
    copy(own(source, "encoder_model.onnx"), into);
    Path externalData = source.resolve("encoder_model.onnx_data");
    if (Files.exists(externalData)) {
      copy(externalData, into);
    }
    if (merged) {
      copy(own(source, "decoder_model_merged.onnx"), into);
      return into;
    }
    copy(own(source, "decoder_model.onnx"), into);
    copy(own(source, "decoder_with_past_model.onnx"), into);
    return into;
  }

  /** As {@link #folder(String, boolean, Path)}, in the form that the fixture itself has. */
  public static Path folder(String fixture, Path into) {
    Path source = shared("fixtures/" + fixture);
    boolean separate =
        Files.exists(source.resolve("decoder_model.onnx"))
            || Files.exists(source.resolve("decoder_with_past_model.onnx"));
    return folder(fixture, !separate, into);
  }

  /**
   * Has a graph before opset 17 compute the epsilon of each normalisation instead of stating it;
   * its outputs stay the same.
   *
   * @return how many there were
   */
  public static int hideEpsilons(Path file) {
    OnnxModel model = OnnxModel.read(file);
    Graph graph = model.graph();
    Scope scope = Scope.of(graph);
    int hidden = 0;
    for (Node root : List.copyOf(graph.nodes())) {
      Optional<Node> sum =
          root.is("Sqrt") ? scope.producer(root.input(0), "Add") : Optional.empty();
      if (sum.isPresent()) {
        String computed = "hidden_epsilon_" + hidden++;
        int constant = scope.constant(sum.get().input(0)).isPresent() ? 0 : 1;
        graph
            .nodes()
            .add(
                graph.nodes().indexOf(sum.get()),
                new Node(
                    "",
                    "",
                    "Identity",
                    List.of(sum.get().input(constant)),
                    List.of(computed),
                    Map.of()));
        sum.get().setInput(constant, computed);
      }
    }
    Path edited = file.resolveSibling("edited.onnx");
    model.write(edited);
    try {
      Files.move(edited, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hidden;
  }

  private static Path own(Path source, String name) {
    Path own = source.resolve(name);
    return Files.exists(own) ? own : shared("fixtures/" + REFERENCE + "/" + name);
  }

  private static void copy(Path file, Path into) {
    try {
      Files.createDirectories(into);
      Files.copy(file, into.resolve(file.getFileName()));
      into.resolve(file.getFileName()).toFile().setWritable(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The input of the goldens for batch item {@code b}, by its formula. */
  public static float[] logMel(int b) {
    float[] x = new float[MEL_BINS * FRAMES];
    for (int m = 0; m < MEL_BINS; m++) {
      for (int t = 0; t < FRAMES; t++) {
        x[m * FRAMES + t] =
            (float)
                (0.6 * Math.sin(0.13 * (m + 1) + 0.071 * (t + 1) + 0.5 * b)
                    + 0.4 * Math.cos(0.031 * (m + 1) * (1 + t % 17)));
      }
    }
    return x;
  }

  /** An array of golden {@code s}, such as {@code base/logits_prompt}, row-major. */
  public static float[] golden(String name) {
    try {
      JsonNode header =
          new ObjectMapper().readTree(Files.readAllBytes(shared("fixtures/golden/s.json")));
      byte[] bytes = Files.readAllBytes(shared("fixtures/golden/s.bin"));
      for (JsonNode array : header.get("arrays")) {
        if (array.get("name").asText().equals(name)) {
          float[] values = new float[array.get("count").intValue()];
          ByteBuffer.wrap(bytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .position(array.get("offset").intValue())
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer()
              .get(values);
          return values;
        }
      }
      throw new IllegalArgumentException(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
