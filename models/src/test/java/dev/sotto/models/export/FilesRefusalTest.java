package dev.sotto.models.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.build.Frames;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that do not belong to one model are refused. */
class FilesRefusalTest {

  @TempDir Path folder;

  @Test
  void weightsThatDifferBetweenTheFiles() {
    for (String role : List.of("decoder.layer_norm.bias", "decoder.layers.0.fc1.weight")) {
      Path export = SmallExport.separate(folder.resolve(role));
      SmallExport.edit(
          export.resolve(SmallExport.PAST_FILE),
          graph -> {
            Tensor tensor = graph.initializer("model." + role).orElseThrow();
            float[] values = new float[(int) tensor.elements()];
            tensor.bytes().asFloatBuffer().get(values);
            values[values.length - 1] += 1;
            graph.putInitializer(tensor.withData(tensor.shape(), TensorData.ofFloats(values)));
          });
      Refusals.assertRefused(
          export, "holds another " + role + " than decoder_model.onnx main_graph ");
    }
  }

  /** Which one is stored turned does not matter, but what is stored does. */
  @Test
  void weightsThatAreTurnedInOneFileOnly() {
    Path export = SmallExport.separate(folder.resolve("turned"));
    SmallExport.edit(export.resolve(SmallExport.PAST_FILE), Respelled::turnedWeights);
    assertEquals(10, SmallExport.open(export).blocks().size());
    SmallExport.edit(
        export.resolve(SmallExport.PAST_FILE),
        graph -> {
          Tensor old = graph.initializer("model.decoder.layers.0.fc1.weight.turned").orElseThrow();
          graph.putInitializer(SmallExport.tensor(old.name(), new Random(2), old.shape()));
        });
    Refusals.assertRefused(export, "holds another decoder.layers.0.fc1.weight than ");
  }

  @Test
  void headsThatDifferBetweenTheFiles() throws IOException {
    Path export = SmallExport.separate(folder.resolve("mixed"));
    Map<String, Tensor> fewer = SmallExport.weights();
    for (String part : List.of("q_proj.weight", "k_proj.weight", "v_proj.weight")) {
      String role = "decoder.layers.1.self_attn." + part;
      fewer.put(role, SmallExport.tensor(role, new Random(1), 8, 12));
    }
    for (String part : List.of("q_proj.bias", "v_proj.bias")) {
      String role = "decoder.layers.1.self_attn." + part;
      fewer.put(role, SmallExport.tensor(role, new Random(1), 8));
    }
    String out = "decoder.layers.1.self_attn.out_proj.weight";
    fewer.put(out, SmallExport.tensor(out, new Random(1), 12, 8));
    Path other =
        SmallExport.separated(
            SmallExport.build(folder.resolve("fewer"), SmallExport.CONFIG, fewer, Frames.FIXED));
    Files.delete(export.resolve(SmallExport.PAST_FILE));
    Files.copy(other.resolve(SmallExport.PAST_FILE), export.resolve(SmallExport.PAST_FILE));
    Refusals.assertRefused(
        export, "decoder_with_past_model.onnx decoder.layers.1.self_attn has 2 heads, elsewhere 3");
  }

  /** As quantised exports do. */
  @Test
  void weightsThatTheGraphComputes() {
    Refusals.refused(
        folder,
        graph -> {
          Node norm = SmallGraph.producer(graph, "last_hidden_state");
          new SmallGraph(graph).node("Identity", "computed", norm.input(1));
          norm.setInput(1, "computed");
        },
        "LayerNormalization '/model/encoder/layer_norm/LayerNormalization'"
            + " expected a stored tensor for encoder.layer_norm.weight, found a computed one");
  }

  @Test
  void aDecoderWithoutAnEmbedding() {
    Path export = SmallExport.separate(folder.resolve("embedding"));
    for (String file : List.of(SmallExport.DECODER_FILE, SmallExport.PAST_FILE)) {
      SmallExport.edit(
          export.resolve(file),
          graph -> {
            Node gather = SmallGraph.producer(graph, "/model/decoder/embed_tokens/Gather_output_0");
            new SmallGraph(graph).node("Identity", "hidden", gather.input(0));
            gather.setInput(0, "hidden");
          });
    }
    Refusals.assertRefused(export, "decoder has no token embedding");
  }

  @Test
  void aMergedDecoderWithoutItsChoice() throws IOException {
    Path export = SmallExport.merged(folder.resolve("merged"));
    Path two = SmallExport.separate(folder.resolve("two"));
    Files.delete(export.resolve(SmallExport.MERGED_FILE));
    Files.copy(two.resolve(SmallExport.DECODER_FILE), export.resolve(SmallExport.MERGED_FILE));
    Refusals.assertRefused(
        export,
        "decoder_model_merged.onnx expected one If with the two forms of the decoder, found 0");
  }
}
