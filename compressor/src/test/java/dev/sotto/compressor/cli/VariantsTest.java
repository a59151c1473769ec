package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layout of hosted models: JSON files, and graphs in several number formats below them. */
class VariantsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "quantized, MatMulInteger, false",
    "int8, ConvInteger, false",
    "uint8, DynamicQuantizeLinear, false",
    "q4, MatMulNBits, true",
    "bnb4, MatMulBnb4, false",
    "q4f16, MatMulNBits, true"
  })
  void inspectNamesTheOperatorsOfQuantisedExports(String variant, String operator, boolean blocks)
      throws IOException {
    JsonNode json = inspect("--variant", variant);
    assertFalse(json.get("prunable").booleanValue());
    assertTrue(json.get("weights").get("quantisedOperators").has(operator), json::toString);
    Path model = SharedFiles.shared("fixtures/g02-transformersjs");
    String text = CliRun.of("inspect", model, "--variant", variant).ok().out();
    assertTrue(text.contains("quantised ("), text);
    // What is stored in blocks is read as the numbers that they stand for.
    assertEquals(blocks, !text.contains("not taken apart"), text);
    assertEquals(blocks, json.get("layers") != null, json::toString);
  }

  private static JsonNode inspect(String... options) throws IOException {
    Path model = SharedFiles.shared("fixtures/g02-transformersjs");
    Object[] arguments = new Object[options.length + 3];
    arguments[0] = "inspect";
    arguments[1] = model;
    arguments[2] = "--json";
    System.arraycopy(options, 0, arguments, 3, options.length);
    return new ObjectMapper().readTree(CliRun.of(arguments).ok().out());
  }

  @Test
  void plainNamesBelowTheConfigAreAnExportLikeAnyOther() throws IOException {
    JsonNode json = inspect();
    assertTrue(json.get("prunable").booleanValue());
    assertEquals(63_872 - 60 * 32, json.get("parameters").longValue());
    Path model = SharedFiles.shared("fixtures/g02-transformersjs");
    Path plan = folder.resolve("plan.json");
    Path out = folder.resolve("out");
    CliRun.of("plan", model, "--remove", "params=10%", "--out", plan).ok();
    CliRun.of("apply", model, "--plan", plan, "--out", out).ok();
    assertTrue(Files.exists(out.resolve("encoder_model.onnx")));
    assertTrue(Files.exists(out.resolve("tokenizer.json")));
    CliRun.of("verify", model, out, "--threads", "1").ok();
  }

  @Test
  void aVariantThatIsNotThereIsRefusedWithThoseThatAre() {
    Path model = SharedFiles.shared("fixtures/g02-transformersjs");
    CliRun.of("inspect", model, "--variant", "q2")
        .failsWith(3, "only fp32, bnb4, fp16, int8, q4, q4f16, quantized, uint8");
  }

  @Test
  void inspectSaysWhenWeightsAreNotFinite() throws IOException {
    Path model = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("model"));
    Path encoder = model.resolve("encoder_model.onnx");
    OnnxModel file = OnnxModel.read(encoder);
    float[] bias = new float[64];
    bias[3] = Float.NaN;
    bias[5] = Float.NEGATIVE_INFINITY;
    String name = "layers.0.fc1.bias";
    file.graph()
        .putInitializer(
            new Tensor(name, ElementType.FLOAT, new long[] {64}, TensorData.ofFloats(bias)));
    file.write(folder.resolve("damaged.onnx"));
    Files.move(folder.resolve("damaged.onnx"), encoder, StandardCopyOption.REPLACE_EXISTING);
    CliRun run = CliRun.of("inspect", model).ok();
    assertTrue(
        run.out().contains("2 weights are infinite or no number (encoder." + name + ")"),
        run.out());
    CliRun.of("plan", model, "--remove", "params=10%", "--out", folder.resolve("p.json"))
        .failsWith(3, "not a finite number");
  }
}
