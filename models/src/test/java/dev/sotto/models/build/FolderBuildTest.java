package dev.sotto.models.build;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.FileHead;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.safetensors.SafetensorsWriter;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FolderBuildTest {
  private static final String KEYS = "model.decoder.layers.1.encoder_attn.k_proj.weight";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Frames.class)
  void everyRoleOfTheExportIsFoundWithItsWeight(Frames frames) {
    Path source = shared("fixtures/hf-safetensors");
    WhisperModel model = read(build(source, frames, OptionalLong.empty(), "out"));
    Map<String, Tensor> tensors = SafetensorsFile.open(source).tensors();
    assertEquals(tensors.size(), model.weights().size());
    WhisperModel reference =
        read(Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("reference")));
    assertEquals(reference.parameters(), model.parameters());
    reference
        .weights()
        .forEach(
            (role, weight) -> {
              Tensor ours = model.weight(role).orElseThrow().first().tensor();
              assertArrayEquals(weight.first().tensor().shape(), ours.shape(), role);
              assertEquals(weight.first().tensor().bytes(), ours.bytes(), role);
            });
    assertEquals(
        reference.blocks().stream().map(Block::groups).toList(),
        model.blocks().stream().map(Block::groups).toList());
  }

  @Test
  void itDeclaresWhatOptimumDeclares() {
    Path built =
        build(shared("fixtures/hf-safetensors"), Frames.FIXED, OptionalLong.empty(), "out");
    for (String file : List.of("encoder_model.onnx", "decoder_model_merged.onnx")) {
      Path reference = shared("fixtures/" + Fixtures.REFERENCE).resolve(file);
      OnnxModel ours = OnnxModel.read(built.resolve(file));
      OnnxModel theirs = OnnxModel.read(reference);
      assertEquals(theirs.graph().inputs(), ours.graph().inputs(), file);
      assertEquals(theirs.graph().outputs(), ours.graph().outputs(), file);
      assertEquals(FileHead.opsets(reference), FileHead.opsets(built.resolve(file)), file);
    }
    assertEquals(1, embeddings(built));
  }

  private static long embeddings(Path built) {
    return OnnxModel.read(built.resolve("decoder_model_merged.onnx"))
        .graph()
        .initializers()
        .stream()
        .filter(tensor -> tensor.elements() == 200 * 32)
        .count();
  }

  @Test
  void freshWeightsDependOnTheSeedAlone() throws IOException {
    Path source = folder.resolve("source");
    Files.createDirectories(source);
    Files.copy(shared("fixtures/hf-safetensors/config.json"), source.resolve("config.json"));
    Path one = build(source, Frames.FIXED, OptionalLong.of(7), "one");
    Path two = build(source, Frames.FIXED, OptionalLong.of(7), "two");
    Path other = build(source, Frames.FIXED, OptionalLong.of(8), "other");
    for (String file : List.of("encoder_model.onnx", "decoder_model_merged.onnx")) {
      assertEquals(-1, Files.mismatch(one.resolve(file), two.resolve(file)), file);
      assertNotEquals(-1, Files.mismatch(one.resolve(file), other.resolve(file)), file);
    }
    WhisperModel model = read(one);
    float[] fc1 = floats(model, "encoder.layers.0.fc1.weight");
    assertEquals(0.02, deviation(fc1), 0.001);
    assertNotEquals(fc1[0], floats(model, "encoder.layers.1.fc1.weight")[0]);
    assertEquals(1, floats(model, "decoder.layers.0.encoder_attn_layer_norm.weight")[5]);
    assertEquals(0, floats(model, "decoder.layers.0.fc2.bias")[5]);
    float[] positions = floats(model, "encoder.embed_positions.weight");
    assertEquals(Math.sin(3), positions[3 * 32], 1e-6);
    assertEquals(Math.cos(3 * 1e-4), positions[3 * 32 + 31], 1e-6);
  }

  private static double deviation(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  private static float[] floats(WhisperModel model, String role) {
    Tensor tensor = model.weight(role).orElseThrow().first().tensor();
    float[] values = new float[(int) tensor.elements()];
    tensor.bytes().asFloatBuffer().get(values);
    return values;
  }

  @Test
  void namesWithoutPrefixHalvesAndAStoredProjectionWillDo() {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    tensors().forEach((name, tensor) -> renamed.put(name.replaceFirst("^model\\.", ""), tensor));
    renamed.put("proj_out.weight", renamed.get("decoder.embed_tokens.weight"));
    renamed.put("encoder.layer_norm.bias", half(32));
    WhisperModel model =
        read(build(source(renamed), Frames.FIXED, OptionalLong.empty(), "renamed"));
    assertEquals(1, floats(model, "encoder.layer_norm.bias")[31]);
    renamed.remove("decoder.embed_tokens.weight");
    read(build(source(renamed), Frames.FIXED, OptionalLong.empty(), "only-projection"));
  }

  @Test
  void prefixesOfWrappersAreNoPartOfARole() {
    for (String prefix : List.of("base_model.model.", "module.", "_orig_mod.module.")) {
      Map<String, Tensor> wrapped = new LinkedHashMap<>();
      tensors().forEach((name, tensor) -> wrapped.put(prefix + name, tensor));
      Path built = build(source(wrapped), Frames.FIXED, OptionalLong.empty(), prefix + "built");
      assertEquals(63_872 - 60 * 32, read(built).parameters());
    }
  }

  @Test
  void anUntiedProjectionIsAWeightOfItsOwn() throws IOException {
    Map<String, Tensor> tensors = tensors();
    Tensor embedding = tensors.get("model.decoder.embed_tokens.weight");
    ByteBuffer halved =
        ByteBuffer.allocate(embedding.bytes().remaining()).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer values = embedding.bytes().asFloatBuffer();
    while (values.hasRemaining()) {
      halved.putFloat(values.get() / 2);
    }
    tensors.put(
        "proj_out.weight",
        new Tensor(
            "proj_out.weight", ElementType.FLOAT, embedding.shape(), TensorData.of(halved.flip())));
    Path source = untied(source(tensors));
    WhisperModel model = read(build(source, Frames.FIXED, OptionalLong.empty(), "untied"));
    assertEquals(63_872 - 60 * 32 + 200 * 32, model.parameters());
    WeightSite site = model.weight("proj_out.weight").orElseThrow().first();
    assertTrue(site.form().transposed());
    // Logical [out, in] is stored [in, out]: the first column of the file is the first token.
    assertEquals(
        embedding.bytes().asFloatBuffer().get(1) / 2,
        site.tensor().bytes().asFloatBuffer().get(200));
  }

  private static Path untied(Path source) throws IOException {
    ObjectNode config = JsonFiles.readObject(source.resolve("config.json"));
    config.put("tie_word_embeddings", false);
    Files.write(source.resolve("config.json"), JsonFiles.write(config));
    return source;
  }

  @Test
  void whatTheConfigSaysOfTheProjectionMustBeTrue() throws IOException {
    Path without = untied(source(tensors()));
    assertRefused(without, "lacks the tensor 'proj_out.weight'");
    Map<String, Tensor> other = tensors();
    cut(other, "proj_out.weight", 200, 32);
    assertRefused(source(other), "config.json must say \"tie_word_embeddings\": false");
  }

  private void assertRefused(Path source, String reason) {
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> build(source, Frames.FIXED, OptionalLong.empty(), "refused"));
    assertTrue(e.getMessage().contains(reason), e::getMessage);
    assertFalse(Files.exists(folder.resolve("refused")));
  }

  @Test
  void otherFormsOfWeightsAreNamedWithTheWayToSafetensors() throws IOException {
    for (String name : List.of("pytorch_model.bin", "tf_model.h5", "flax_model.msgpack")) {
      Path source = Files.createTempDirectory(folder, "source");
      Files.createFile(source.resolve(name));
      assertRefused(source, "found " + name);
      assertRefused(source, "safe_serialization=True");
    }
    Path adapter = Files.createTempDirectory(folder, "adapter");
    Files.writeString(
        adapter.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"base_model_name_or_path\": \"some/base\"}");
    assertRefused(adapter, "holds a LORA adapter of some/base");
    Map<String, Tensor> unmerged = tensors();
    unmerged.put("base_model.model.model.encoder.layers.0.fc1.lora_A.default.weight", half(32));
    assertRefused(source(unmerged), "merge_and_unload");
  }

  /** Ones in float16. */
  private static Tensor half(int size) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * size);
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0).put((byte) 0x3c);
    }
    return new Tensor("half", ElementType.FLOAT16, new long[] {size}, TensorData.of(bytes.flip()));
  }

  @Test
  void layersMayHaveFewerHeadsAndUnitsThanConfigSays() {
    Map<String, Tensor> pruned = tensors();
    for (String name : List.of("q_proj.weight", "q_proj.bias", "k_proj.weight", "v_proj.weight")) {
      cut(pruned, "model.decoder.layers.1.encoder_attn." + name, 24, 32);
    }
    cut(pruned, "model.decoder.layers.1.encoder_attn.v_proj.bias", 24, 32);
    cut(pruned, "model.decoder.layers.1.encoder_attn.out_proj.weight", 32, 24);
    cut(pruned, "model.encoder.layers.0.fc1.weight", 50, 32);
    cut(pruned, "model.encoder.layers.0.fc1.bias", 50, 32);
    cut(pruned, "model.encoder.layers.0.fc2.weight", 32, 50);
    WhisperModel model = read(build(source(pruned), Frames.FIXED, OptionalLong.empty(), "out"));
    assertEquals(3, model.block("decoder.layers.1.encoder_attn").orElseThrow().groups());
    assertEquals(4, model.block("decoder.layers.1.self_attn").orElseThrow().groups());
    assertEquals(50, model.block("encoder.layers.0.ffn").orElseThrow().groups());
  }

  private static void cut(Map<String, Tensor> tensors, String name, long rows, long columns) {
    Tensor old = tensors.get(name);
    long[] shape = old != null && old.rank() == 1 ? new long[] {rows} : new long[] {rows, columns};
    int bytes = (int) (Tensor.elements(shape) * Float.BYTES);
    tensors.put(
        name,
        new Tensor(name, ElementType.FLOAT, shape, TensorData.of(ByteBuffer.allocate(bytes))));
  }

  @Test
  void whatDoesNotFitIsNamedInOneLine() {
    refused(
        tensors -> tensors.remove(KEYS), "lacks the tensor 'decoder.layers.1.encoder_attn.k_proj");
    refused(tensors -> cut(tensors, KEYS, 24, 32), "[32, 32]");
    refused(
        tensors -> cut(tensors, "model.decoder.embed_tokens.weight", 199, 32),
        "expected shape [200, 32]");
    refused(
        tensors -> cut(tensors, "model.encoder.layers.0.self_attn.q_proj.weight", 30, 32),
        "multiple of the head width 8");
    refused(tensors -> cut(tensors, "model.encoder.extra.weight", 1, 1), "has no place");
    refused(tensors -> cut(tensors, "encoder.layer_norm.bias", 32, 1), "twice");
    refused(tensors -> cut(tensors, "proj_out.weight", 200, 32), "to be the embedding");
    refused(
        tensors ->
            tensors.put(
                "model.encoder.layer_norm.bias",
                new Tensor(
                    "",
                    ElementType.INT32,
                    new long[] {32},
                    TensorData.of(ByteBuffer.allocate(128)))),
        "INT32");
  }

  private void refused(Consumer<Map<String, Tensor>> change, String reason) {
    Map<String, Tensor> tensors = tensors();
    change.accept(tensors);
    Path source = source(tensors);
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> build(source, Frames.FIXED, OptionalLong.empty(), "refused"),
            reason);
    assertTrue(e.getMessage().contains(reason), e::getMessage);
    assertFalse(Files.exists(folder.resolve("refused")));
  }

  @Test
  void configsOfOtherModelsAreRefused() throws IOException {
    for (String change :
        List.of(
            "activation_function:\"relu\"",
            "scale_embedding:true",
            "init_std:-1",
            "d_model:33",
            "encoder_attention_heads:3")) {
      ObjectNode json = JsonFiles.readObject(shared("fixtures/hf-safetensors/config.json"));
      String[] field = change.split(":", 2);
      json.set(
          field[0],
          JsonFiles.parseObject(
                  folder, ("{\"v\":" + field[1] + "}").getBytes(StandardCharsets.UTF_8))
              .get("v"));
      Path source = Files.createTempDirectory(folder, "source");
      Files.write(source.resolve("config.json"), JsonFiles.write(json));
      SottoException e =
          assertThrows(
              SottoException.class,
              () -> build(source, Frames.FIXED, OptionalLong.of(1), "refused"),
              change);
      assertTrue(e.getMessage().contains("config.json"), e::getMessage);
    }
  }

  @Test
  void theRecordSaysWhatItWasMadeOfAndTheFilesComeAlong() throws IOException {
    Path built =
        build(shared("fixtures/hf-safetensors"), Frames.FLEXIBLE, OptionalLong.empty(), "out");
    try (Stream<Path> files = Files.list(built)) {
      assertEquals(
          List.of(
              "config.json",
              "decoder_model_merged.onnx",
              "encoder_model.onnx",
              "generation_config.json",
              "preprocessor_config.json",
              "sotto-build.json",
              "sotto-output.json"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    ObjectNode json = JsonFiles.readObject(built.resolve("sotto-build.json"));
    assertEquals("flexible", json.get("frames").asText());
    assertEquals(64, json.get("sha256").get("model.safetensors").asText().length());
    OutputFolder.create(built, true).close();
  }

  private Map<String, Tensor> tensors() {
    return new LinkedHashMap<>(SafetensorsFile.open(shared("fixtures/hf-safetensors")).tensors());
  }

  private Path source(Map<String, Tensor> tensors) {
    try {
      Path source = Files.createTempDirectory(folder, "source");
      Files.copy(shared("fixtures/hf-safetensors/config.json"), source.resolve("config.json"));
      SafetensorsWriter.write(source.resolve(SafetensorsFile.FILE_NAME), tensors, Map.of());
      return source;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path build(Path source, Frames frames, OptionalLong seed, String name) {
    try (OutputFolder output = OutputFolder.create(folder.resolve(name), false)) {
      new FolderBuild(source, frames, seed).write(output);
      output.complete();
    }
    return folder.resolve(name);
  }

  private static WhisperModel read(Path export) {
    return Exports.open(export).read();
  }
}
