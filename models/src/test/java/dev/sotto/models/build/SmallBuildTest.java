package dev.sotto.models.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.safetensors.SafetensorsWriter;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports that are built of a config and weights that are made here. */
class SmallBuildTest {
  @TempDir Path folder;
  private Path source;

  @BeforeEach
  void makeASource() throws IOException {
    source = Files.createDirectory(folder.resolve("source"));
    Files.writeString(source.resolve("config.json"), SmallExport.CONFIG);
  }

  private Path build(Frames frames, OptionalLong seed, String name) {
    Path built = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(built, false)) {
      new FolderBuild(source, frames, seed).write(output);
      output.complete();
    }
    return built;
  }

  private Path fresh(Frames frames, String name) {
    return build(frames, OptionalLong.of(7), name);
  }

  @Test
  void theGraphsDeclareWhatRunnersRelyOn() {
    Path built = fresh(Frames.FIXED, "fixed");
    Graph encoder = graph(built, SmallExport.ENCODER_FILE);
    assertEquals(
        List.of(SmallGraph.value("input_features", "batch_size", 5, 14)), encoder.inputs());
    assertEquals(
        List.of(SmallGraph.value("last_hidden_state", "batch_size", 7, 12)), encoder.outputs());
    Graph decoder = graph(built, SmallExport.MERGED_FILE);
    assertEquals(
        List.of(
            "input_ids",
            "encoder_hidden_states",
            "past_key_values.0.decoder.key",
            "past_key_values.0.decoder.value",
            "past_key_values.0.encoder.key",
            "past_key_values.0.encoder.value",
            "past_key_values.1.decoder.key",
            "past_key_values.1.decoder.value",
            "past_key_values.1.encoder.key",
            "past_key_values.1.encoder.value",
            "use_cache_branch"),
        decoder.inputs().stream().map(ValueInfo::name).toList());
    assertEquals(
        SmallGraph.value(
            "past_key_values.1.decoder.key", "batch_size", 3, "past_decoder_sequence_length", 4),
        decoder.inputs().get(6));
    assertEquals(
        SmallGraph.value("logits", "batch_size", "decoder_sequence_length", 61),
        decoder.outputs().get(0));
    assertEquals(9, decoder.outputs().size());
    Graph flexible = graph(fresh(Frames.FLEXIBLE, "flexible"), SmallExport.ENCODER_FILE);
    assertEquals(
        List.of(SmallGraph.value("input_features", "batch_size", 5, "num_frames")),
        flexible.inputs());
  }

  private static Graph graph(Path export, String file) {
    return OnnxModel.read(export.resolve(file)).graph();
  }

  /** An encoder of a fixed length takes no other; a flexible one takes any up to a window. */
  @ParameterizedTest
  @CsvSource({"FIXED, 14, 7", "FLEXIBLE, 14, 7", "FLEXIBLE, 6, 3", "FLEXIBLE, 1, 1"})
  void theEncoderTakesFrames(Frames frames, long length, long positions) {
    Graph encoder = graph(fresh(frames, "out"), SmallExport.ENCODER_FILE);
    assertEquals(
        "[2, " + positions + ", 12]",
        new ShapeInference(source, encoder)
            .walk(Map.of("input_features", ShapedValue.ofShape(2, 5, length)))
            .outputs()
            .get("last_hidden_state")
            .toString());
  }

  @Test
  void freshWeightsDependOnTheSeedAlone() throws IOException {
    Path one = fresh(Frames.FIXED, "one");
    Path two = fresh(Frames.FIXED, "two");
    Path other = build(Frames.FIXED, OptionalLong.of(8), "other");
    for (String file : List.of(SmallExport.ENCODER_FILE, SmallExport.MERGED_FILE)) {
      assertEquals(-1, Files.mismatch(one.resolve(file), two.resolve(file)), file);
      assertNotEquals(-1, Files.mismatch(one.resolve(file), other.resolve(file)), file);
    }
    assertEquals(
        new TreeSet<>(SmallExport.shapes().keySet()),
        new TreeSet<>(SmallExport.open(one).weights().keySet()));
  }

  @Test
  void freshWeightsAreThoseOfAModelThatHasLearntNothing() {
    FreshWeights fresh = new FreshWeights(3, 0.5);
    assertEquals(9, fresh.outputs("any", 9));
    fresh.checkAllUsed();
    float[] matrix = floats(fresh.weight("encoder.layers.0.fc1.weight", 100, 90));
    double squares = 0;
    double sum = 0;
    for (float value : matrix) {
      squares += value * value;
      sum += value;
    }
    assertEquals(0.5, Math.sqrt(squares / matrix.length), 0.02);
    assertEquals(0, sum / matrix.length, 0.02);
    assertEquals(matrix[5], floats(fresh.weight("encoder.layers.0.fc1.weight", 100, 90))[5]);
    assertNotEquals(matrix[5], floats(fresh.weight("encoder.layers.1.fc1.weight", 100, 90))[5]);
    assertEquals(
        List.of(1f, 1f, 0f),
        List.of(
            floats(fresh.weight("decoder.layer_norm.weight", 2))[1],
            floats(fresh.weight("encoder.layers.0.final_layer_norm.weight", 2))[0],
            floats(fresh.weight("decoder.layer_norm.bias", 2))[1]));
    float[] positions = floats(fresh.weight("encoder.embed_positions.weight", 4, 6));
    // Waves of 1, 100 and 10,000.
    assertEquals(Math.sin(3), positions[3 * 6], 1e-6);
    assertEquals(Math.sin(0.03), positions[3 * 6 + 1], 1e-6);
    assertEquals(Math.cos(3e-4), positions[3 * 6 + 5], 1e-6);
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.elements()];
    tensor.bytes().asFloatBuffer().get(values);
    return values;
  }

  @Test
  void theSpreadIsThatOfTheConfig() throws IOException {
    Files.writeString(
        source.resolve("config.json"), SmallExport.CONFIG.replace("{", "{\"init_std\": 0.75, "));
    WhisperModel model = SmallExport.open(fresh(Frames.FIXED, "wide"));
    float[] embedding =
        floats(model.weight("decoder.embed_tokens.weight").orElseThrow().first().tensor());
    double squares = 0;
    for (float value : embedding) {
      squares += value * value;
    }
    assertEquals(0.75, Math.sqrt(squares / embedding.length), 0.06);
    for (String wrong : List.of("0", "-1", "1e999")) {
      Files.writeString(
          source.resolve("config.json"),
          SmallExport.CONFIG.replace("{", "{\"init_std\": " + wrong + ", "));
      assertRefused(OptionalLong.of(1), "expected a positive \"init_std\"");
    }
  }

  private void assertRefused(OptionalLong seed, String reason) {
    SottoException e =
        assertThrows(SottoException.class, () -> build(Frames.FIXED, seed, "refused"), reason);
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(reason), e::getMessage);
    assertFalse(Files.exists(folder.resolve("refused")));
  }

  @Test
  void theRecordSaysWhatItWasMadeOfAndTheFilesComeAlong() throws IOException {
    SafetensorsWriter.write(
        source.resolve(SafetensorsFile.FILE_NAME), SmallExport.weights(), Map.of());
    Files.writeString(source.resolve("vocab.json"), "{}");
    Files.writeString(source.resolve("README.md"), "no part of an export");
    Path built = build(Frames.FLEXIBLE, OptionalLong.empty(), "out");
    try (Stream<Path> files = Files.list(built)) {
      assertEquals(
          List.of(
              "config.json",
              "decoder_model_merged.onnx",
              "encoder_model.onnx",
              "sotto-build.json",
              "sotto-output.json",
              "vocab.json"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    ObjectNode record = JsonFiles.readObject(built.resolve(FolderBuild.RECORD_FILE));
    assertEquals("sotto-build/1", record.get("format").asText());
    assertEquals("flexible", record.get("frames").asText());
    assertFalse(record.has("seed"));
    for (String file : List.of("config.json", SafetensorsFile.FILE_NAME)) {
      assertEquals(FileHash.sha256(source.resolve(file)), record.get("sha256").get(file).asText());
    }
    ObjectNode drawn =
        JsonFiles.readObject(fresh(Frames.FIXED, "drawn").resolve(FolderBuild.RECORD_FILE));
    assertEquals(7, drawn.get("seed").intValue());
    assertEquals(1, drawn.get("sha256").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.", "base_model.model.model.", "module.", "_orig_mod.module."})
  void prefixesOfWrappersAreNoPartOfARole(String prefix) {
    Map<String, Tensor> wrapped = new LinkedHashMap<>();
    SmallExport.weights().forEach((role, tensor) -> wrapped.put(prefix + role, tensor));
    StoredWeights weights = new StoredWeights("file", wrapped, true);
    assertEquals(10, weights.outputs("encoder.layers.0.fc1.weight", 99));
    SmallExport.shapes()
        .forEach(
            (role, shape) ->
                assertEquals(
                    wrapped.get(prefix + role).bytes(), weights.weight(role, shape).bytes()));
    weights.checkAllUsed();
  }

  @Test
  void halvesAreWidened() {
    Map<String, Tensor> tensors = SmallExport.weights();
    ByteBuffer ones = ByteBuffer.allocate(24);
    while (ones.hasRemaining()) {
      ones.put((byte) 0).put((byte) 0x3c);
    }
    tensors.put(
        "encoder.layer_norm.bias",
        new Tensor("half", ElementType.FLOAT16, new long[] {12}, TensorData.of(ones.flip())));
    Path export =
        SmallExport.build(folder.resolve("half"), SmallExport.CONFIG, tensors, Frames.FIXED);
    Tensor bias =
        SmallExport.open(export).weight("encoder.layer_norm.bias").orElseThrow().first().tensor();
    assertEquals(ElementType.FLOAT, bias.type());
    assertEquals(1, floats(bias)[11]);
  }

  @Test
  void oneOfTwoTiedNamesWillDo() {
    Map<String, Tensor> tensors = SmallExport.weights();
    tensors.put("proj_out.weight", tensors.remove("decoder.embed_tokens.weight"));
    StoredWeights weights = new StoredWeights("file", tensors, true);
    assertEquals(61, weights.outputs("decoder.embed_tokens.weight", 0));
    tensors.put("decoder.embed_tokens.weight", tensors.get("proj_out.weight"));
    new StoredWeights("file", tensors, true);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    String keys = "decoder.layers.1.encoder_attn.k_proj.weight";
    refused(tensors -> tensors.remove(keys), "lacks the tensor '" + keys + "'");
    refused(
        tensors -> put(tensors, keys, 8, 12),
        "expected shape [12, 12] of '" + keys + "' as config.json says, found [8, 12]");
    refused(
        tensors -> put(tensors, "encoder.layers.0.self_attn.q_proj.weight", 10, 12),
        "encoder.layers.0.self_attn.q_proj.weight: expected a multiple of the head width 4"
            + " outputs, found 10");
    refused(
        tensors -> put(tensors, "encoder.layers.0.self_attn.q_proj.weight"),
        "expected a multiple of the head width 4 outputs, found 0");
    refused(
        tensors -> put(tensors, "encoder.extra.weight", 1),
        "holds the tensor 'encoder.extra.weight', for which config.json's model has no place");
    refused(
        tensors -> put(tensors, "model.encoder.layer_norm.bias", 12),
        "holds 'encoder.layer_norm.bias' twice, under names with different prefixes");
    refused(
        tensors -> put(tensors, "proj_out.weight", 61, 12),
        "expected 'proj_out.weight' to be the embedding, found other values");
    refused(
        tensors -> put(tensors, "encoder.layers.0.fc1.lora_A.default.weight", 1),
        "a part of an adapter that is not merged into the model");
    refused(
        tensors ->
            tensors.put(
                "encoder.layer_norm.bias",
                new Tensor(
                    "whole",
                    ElementType.INT32,
                    new long[] {12},
                    TensorData.of(ByteBuffer.allocate(48)))),
        "expected float32, float16 or bfloat16, found INT32");
  }

  private static void put(Map<String, Tensor> tensors, String name, long... shape) {
    tensors.put(name, SmallExport.tensor(name, new Random(1), shape));
  }

  private void refused(Consumer<Map<String, Tensor>> change, String reason) {
    Map<String, Tensor> tensors = SmallExport.weights();
    change.accept(tensors);
    SafetensorsWriter.write(source.resolve(SafetensorsFile.FILE_NAME), tensors, Map.of());
    assertRefused(OptionalLong.empty(), reason);
  }

  @Test
  void anUntiedProjectionMustBeThere() {
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> new StoredWeights("some file", SmallExport.weights(), false));
    assertEquals(
        "some file: lacks the tensor 'proj_out.weight', which config.json's"
            + " \"tie_word_embeddings\": false asks for",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pytorch_model.bin            | a pickle of PyTorch
          pytorch_model.bin.index.json | pickles of PyTorch
          flax_model.msgpack           | (FOLDER, from_flax=True).save_pretrained
          tf_model.h5                  | (FOLDER, from_tf=True).save_pretrained
          model.bin                    | weights of CTranslate2
          """)
  void otherFormsOfWeightsAreNamed(String file, String reason) throws IOException {
    Files.createFile(source.resolve(file));
    assertRefused(OptionalLong.empty(), "expected model.safetensors, found " + file + ": ");
    assertRefused(OptionalLong.empty(), reason);
    // Where the weights are drawn, those that lie there do not matter; nor beside better ones.
    fresh(Frames.FIXED, "drawn");
    SafetensorsWriter.write(
        source.resolve(SafetensorsFile.FILE_NAME), SmallExport.weights(), Map.of());
    build(Frames.FIXED, OptionalLong.empty(), "built");
  }

  @Test
  void adaptersAreNoModels() throws IOException {
    Files.writeString(source.resolve("adapter_config.json"), "{}");
    assertRefused(
        OptionalLong.empty(), "holds a PEFT adapter of a model that it does not name, no whole");
    Files.writeString(
        source.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"base_model_name_or_path\": \"some/base\"}");
    assertRefused(OptionalLong.empty(), "holds a LORA adapter of some/base, no whole model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "d_model": 12                   | "d_model": 13                   | an even d_model
          "encoder_attention_heads": 3    | "encoder_attention_heads": 5    | one number of heads
          "decoder_attention_heads": 3    | "decoder_attention_heads": 4    | one number of heads
          "model_type": "whisper"         | "model_type": "bert"            | no Whisper export
          "encoder_layers": 2             | "encoder_layers": 0             | a positive whole
          "encoder_layers": 2             | "encoder_layers": 2.5           | a positive whole
          "vocab_size": 61,               |                                 | found none
          "d_model": 12  | "activation_function": "relu", "d_model": 12     | "gelu", found "relu"
          "d_model": 12  | "scale_embedding": true, "d_model": 12           | found true
          """)
  void otherModelsAreRefused(String said, String says, String reason) throws IOException {
    String text = SmallExport.CONFIG.replace(said, says == null ? "" : says);
    assertNotEquals(SmallExport.CONFIG, text);
    Files.writeString(source.resolve("config.json"), text);
    assertRefused(OptionalLong.of(1), reason);
  }

  @Test
  void aPrunedModelSaysHowWideItsHeadsAre() throws IOException {
    Files.writeString(
        source.resolve("config.json"),
        SmallExport.CONFIG
            .replace("{", "{\"sotto\": {\"head_dim\": 4}, ")
            .replace("\"encoder_attention_heads\": 3", "\"encoder_attention_heads\": 5")
            .replace("\"decoder_attention_heads\": 3", "\"decoder_attention_heads\": 2"));
    WhisperModel model = SmallExport.open(fresh(Frames.FIXED, "pruned"));
    assertEquals(5, model.block("encoder.layers.1.self_attn").orElseThrow().groups());
    assertEquals(2, model.block("decoder.layers.1.encoder_attn").orElseThrow().groups());
    assertThrows(IllegalArgumentException.class, () -> new Sizes(model.config(), 0, true));
  }

  @Test
  void aFolderThatIsNoneIsNamed() {
    Path absent = folder.resolve("absent");
    try (OutputFolder output = OutputFolder.create(folder.resolve("refused"), false)) {
      FolderBuild build = new FolderBuild(absent, Frames.FIXED, OptionalLong.of(1));
      SottoException e = assertThrows(SottoException.class, () -> build.write(output));
      assertEquals(absent + ": no such folder; expected one with config.json", e.getMessage());
    }
  }

  /** What is wrong with a built export names the folder that it was to become. */
  @Test
  void aFailureNamesTheFolderThatTheUserKnows() throws IOException {
    // Vocabulary and positions of one size: the tables cannot be told apart.
    Files.writeString(
        source.resolve("config.json"),
        SmallExport.CONFIG.replace("\"vocab_size\": 61", "\"vocab_size\": 9"));
    SottoException e = assertThrows(SottoException.class, () -> fresh(Frames.FIXED, "refused"));
    assertTrue(e.getMessage().startsWith(folder.resolve("refused") + ": "), e::getMessage);
  }
}
