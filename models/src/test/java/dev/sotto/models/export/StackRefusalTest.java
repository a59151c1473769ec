package dev.sotto.models.export;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no block, and blocks that do not make the stack that config.json tells of, are named. */
class StackRefusalTest {
  private static final String ENCODER = SmallExport.ENCODER_FILE;
  private static final String LAYER = "/model/encoder/layers.0/";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "\"encoder_layers\": 2, \"encoder_layers\": 3,"
        + " 'encoder_model.onnx has 2 attentions, config.json''s layers need 3'",
    "\"encoder_layers\": 2, \"encoder_layers\": 1,"
        + " 'has 2 feed-forward networks, config.json''s layers need 1'",
    "\"decoder_layers\": 2, \"decoder_layers\": 4,"
        + " 'branch ''with_past'' has 4 attentions, config.json''s layers need 8'",
    "\"vocab_size\": 61, \"vocab_size\": 60, 'expected one product with the vocabulary, found 0'",
    "\"max_source_positions\": 7, \"max_source_positions\": 8, 'has no role there'",
  })
  void sizesThatConfigSaysOtherwise(String said, String says, String reason) throws IOException {
    Path export = SmallExport.merged(folder.resolve("config"));
    Path config = export.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace(said, says));
    Refusals.assertRefused(export, reason);
  }

  @Test
  void decoderLayersInAnotherOrder() {
    Path export = SmallExport.separate(folder.resolve("order"));
    SmallExport.edit(
        export.resolve(SmallExport.DECODER_FILE),
        graph -> {
          // The first layer attends to the encoder at once, as its keys and values read it.
          String place = "/model/decoder/layers.0/self_attn/";
          SmallGraph.producer(graph, place + "k_proj/MatMul_output_0")
              .setInput(0, "encoder_hidden_states");
          SmallGraph.producer(graph, place + "v_proj/MatMul_output_0")
              .setInput(0, "encoder_hidden_states");
        });
    Refusals.assertRefused(
        export,
        "decoder_model.onnx Softmax '/model/decoder/layers.0/self_attn/Softmax'"
            + " expected to attend to itself");
    Path other = SmallExport.separate(folder.resolve("other"));
    SmallExport.edit(
        other.resolve(SmallExport.DECODER_FILE),
        graph -> {
          String place = "/model/decoder/layers.0/encoder_attn/";
          String own = SmallGraph.producer(graph, place + "q_proj/MatMul_output_0").input(0);
          SmallGraph.producer(graph, place + "k_proj/MatMul_output_0").setInput(0, own);
          SmallGraph.producer(graph, place + "v_proj/MatMul_output_0").setInput(0, own);
        });
    Refusals.assertRefused(other, "/encoder_attn/Softmax' expected to attend to the encoder");
  }

  @Test
  void headsOfOneWidthHereAndAnotherThere() {
    Refusals.refused(
        folder,
        graph -> {
          graph.putInitializer(Tensor.ofLongs("query", 0, 0, -1, 6));
          graph.putInitializer(Tensor.ofLongs("other", 0, -1, 2, 6));
          String place = "/model/encoder/layers.1/self_attn/";
          SmallGraph.producer(graph, place + "Reshape_output_0").setInput(1, "query");
          SmallGraph.producer(graph, place + "Reshape_1_output_0").setInput(1, "other");
          SmallGraph.producer(graph, place + "Reshape_2_output_0").setInput(1, "other");
        },
        "Softmax '/model/encoder/layers.1/self_attn/Softmax'"
            + " has heads of width 6 where others have 4");
  }

  @Test
  void aBlockWithoutItsNormalisation() {
    Refusals.refused(
        folder,
        graph -> {
          Node norm =
              SmallGraph.producer(graph, LAYER + "final_layer_norm/LayerNormalization_output_0");
          SmallGraph.bypass(graph, norm);
        },
        "encoder_model.onnx encoder.layers.0.ffn has no normalisation before it");
  }

  @Test
  void twoClosingNormalisations() {
    Refusals.refused(
        folder,
        graph -> {
          Node closing = SmallGraph.producer(graph, "last_hidden_state");
          graph
              .nodes()
              .add(
                  new Node(
                      "again",
                      "",
                      "LayerNormalization",
                      closing.inputs(),
                      List.of("more"),
                      Map.of()));
        },
        "encoder_model.onnx expected one closing normalisation, found 2");
  }

  @Test
  void aFeedForwardNetworkThatIsNone() {
    Refusals.accepted(
        folder,
        graph ->
            SmallGraph.insertAfter(
                graph, LAYER + "activation_fn/Mul_1_output_0", "Add", LAYER + "fc1/Add_output_0"));
    Refusals.refused(
        folder,
        graph -> SmallGraph.insertAfter(graph, LAYER + "activation_fn/Mul_1_output_0", "Softplus"),
        "has 1 feed-forward networks, config.json's layers need 2");
  }

  @Test
  void anotherNumberOfConvolutions() {
    Refusals.refused(
        folder,
        graph ->
            SmallGraph.bypass(
                graph, SmallGraph.producer(graph, "/model/encoder/conv1/Conv_output_0")),
        "encoder_model.onnx expected two convolutions, found 1");
  }

  @Test
  void operatorsOfOtherDomains() {
    Refusals.refused(
        folder,
        graph ->
            graph
                .nodes()
                .add(
                    new Node("fused", "com.microsoft", "Fused", List.of(), List.of("f"), Map.of())),
        "Fused 'fused' is of operator set 'com.microsoft', which this layout does not have");
  }

  @Test
  void aWeightWithoutARole() {
    Refusals.refused(
        folder,
        graph -> {
          SmallGraph more = new SmallGraph(graph).weight("extra", 3, 5);
          more.node("Identity", "unused", "extra");
        },
        "Identity 'to unused' reads the weight 'extra', which has no role there");
  }

  /** Numbers, and real numbers alone, are no weights. */
  @Test
  void constantsNeedNoRole() {
    Refusals.accepted(
        folder,
        graph -> {
          SmallGraph more = new SmallGraph(graph).longs("many", 1, 2, 3).real("one", 1);
          more.node("Identity", "unused", "many");
          more.node("Identity", "unused_too", "one");
        });
  }

  @Test
  void manyPlacesAreCountedAndNotAllTold() {
    Path export = SmallExport.merged(folder.resolve("many"));
    SmallExport.edit(
        export.resolve(ENCODER),
        graph -> {
          SmallGraph more = new SmallGraph(graph).weight("extra", 3, 5);
          for (int number = 0; number < 30; number++) {
            more.node("Identity", "unused_" + number, "extra");
          }
        });
    String message = Refusals.assertRefused(export, "30 places do not match: ");
    assertTrue(message.endsWith("; and 18 more"), message);
    assertTrue(message.contains("to unused_11'"), message);
    assertFalse(message.contains("to unused_12'"), message);
  }

  @Test
  void onePlaceIsOne() {
    Refusals.refused(
        folder,
        graph -> new SmallGraph(graph).weight("extra", 9).node("Identity", "unused", "extra"),
        "; 1 place does not match: encoder_model.onnx Identity");
  }
}
