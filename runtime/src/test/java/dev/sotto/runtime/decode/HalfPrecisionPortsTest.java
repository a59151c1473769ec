package dev.sotto.runtime.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports whose graphs take and give float16, as converters make them unless told otherwise. */
class HalfPrecisionPortsTest {
  private static final int FLOAT16_NUMBER = ElementType.FLOAT16.onnxNumber();
  private static final long[] PROMPT = {151, 152, 155, 159};

  @TempDir Path folder;

  @Test
  void featuresAndStatesAreCastAndResultsWidened() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, false, folder.resolve("dense"));
    Path half = Fixtures.folder(Fixtures.REFERENCE, false, folder.resolve("half"));
    for (String name :
        List.of("encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx")) {
      castPorts(half.resolve(name));
    }
    float[][] expected = logits(dense);
    float[][] found = logits(half);
    for (int run = 0; run < expected.length; run++) {
      assertEquals(expected[run].length, found[run].length);
      for (int i = 0; i < expected[run].length; i++) {
        // Logits of magnitude 4 have 10 bits behind the point at most in float16.
        assertEquals(expected[run][i], found[run][i], 0.02f);
      }
    }
    assertTrue(differs(expected[0], found[0]), "expected the rounding of float16");
  }

  private static boolean differs(float[] one, float[] other) {
    for (int i = 0; i < one.length; i++) {
      if (one[i] != other[i]) {
        return true;
      }
    }
    return false;
  }

  /** Logits of a prompt and of one token with its cache, for a batch of two. */
  private static float[][] logits(Path export) {
    try (WhisperRunner runner = WhisperRunner.open(export, SessionSettings.defaults());
        EncodedAudio audio = runner.encode(List.of(Fixtures.logMel(0), Fixtures.logMel(1)));
        DecoderRun run = runner.decode(audio)) {
      long[] prompts = new long[2 * PROMPT.length];
      System.arraycopy(PROMPT, 0, prompts, 0, PROMPT.length);
      System.arraycopy(PROMPT, 0, prompts, PROMPT.length, PROMPT.length);
      Logits prompt = run.prompt(prompts);
      float[] first = prompt.row(0, PROMPT.length - 1);
      float[] second = prompt.row(1, PROMPT.length - 1);
      Logits step = run.step(new long[] {7, 7});
      return new float[][] {first, second, step.row(0, 0), step.row(1, 0)};
    }
  }

  /** Puts casts behind float inputs and before float outputs, and declares these float16. */
  private static void castPorts(Path file) throws IOException {
    OnnxModel model = OnnxModel.read(file);
    Graph graph = model.graph();
    for (int i = 0; i < graph.inputs().size(); i++) {
      ValueInfo input = graph.inputs().get(i);
      if (isFloat(input)) {
        graph.inputs().set(i, half(input));
        String inner = input.name() + "_float";
        rename(graph, input.name(), inner, false);
        graph.nodes().add(0, cast(input.name(), inner, ElementType.FLOAT.onnxNumber()));
      }
    }
    for (int i = 0; i < graph.outputs().size(); i++) {
      ValueInfo output = graph.outputs().get(i);
      if (isFloat(output)) {
        graph.outputs().set(i, half(output));
        String inner = output.name() + "_float";
        rename(graph, output.name(), inner, true);
        graph.nodes().add(cast(inner, output.name(), FLOAT16_NUMBER));
      }
    }
    Path changed = file.resolveSibling("changed.onnx");
    model.write(changed);
    Files.delete(file);
    Files.move(changed, file);
  }

  private static boolean isFloat(ValueInfo value) {
    return value.type().equals(Optional.of(ElementType.FLOAT));
  }

  private static ValueInfo half(ValueInfo value) {
    return new ValueInfo(value.name(), Optional.of(ElementType.FLOAT16), value.shape());
  }

  private static Node cast(String from, String to, int type) {
    return new Node(
        "cast_" + to,
        "",
        "Cast",
        List.of(from),
        List.of(to),
        Map.of("to", new Attribute.Int(type)));
  }

  private static void rename(Graph graph, String from, String to, boolean written) {
    List<Node> nodes = List.copyOf(graph.nodes());
    graph.nodes().clear();
    for (Node node : nodes) {
      graph
          .nodes()
          .add(
              new Node(
                  node.name(),
                  node.domain(),
                  node.opType(),
                  renamed(node.inputs(), from, to),
                  written ? renamed(node.outputs(), from, to) : node.outputs(),
                  node.attributes()));
    }
  }

  private static List<String> renamed(List<String> names, String from, String to) {
    return names.stream().map(name -> name.equals(from) ? to : name).toList();
  }
}
