package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressCommandTest {
  @TempDir Path folder;

  @Test
  void aRealModelGoesTheWholeWayAndTheReportSaysWhatHappened() throws IOException {
    Path model = SharedFiles.shared("models/tiny.en");
    Path manifest = SharedFiles.shared("speech/jfk/test.jsonl");
    Path out = folder.resolve("out");
    CliRun run =
        CliRun.of("compress", model, "--eval", manifest, "--remove", "params=2%", "--out", out)
            .ok();
    assertTrue(run.out().contains("word error rate"), run.out());

    JsonNode json = new ObjectMapper().readTree(out.resolve("compression.json").toFile());
    long removed = json.get("removed").get("parameters").longValue();
    assertEquals(0.02, (double) removed / 37_184_256, 0.0005);
    assertEquals(37_184_256, json.get("dense").get("parameters").get("logical").longValue());
    assertEquals(
        37_184_256 - removed, json.get("compressed").get("parameters").get("logical").longValue());
    // The scorer of the reference implementation: nothing wrong in 22 words.
    assertEquals(0, json.get("dense").get("wer").get("value").doubleValue());
    assertEquals(22, json.get("dense").get("wer").get("words").intValue());
    long flops = json.get("compressed").get("flops").get("standard").longValue();
    assertEquals((double) json.get("predictedFlops").longValue(), (double) flops, 0.01 * flops);
    assertTrue(flops < json.get("dense").get("flops").get("standard").longValue());
    long saved =
        json.get("dense").get("bytes").longValue()
            - json.get("compressed").get("bytes").longValue();
    assertEquals(4.0 * removed, (double) saved, 0.001 * 4 * removed);
    assertEquals(out.toString(), json.get("compressed").get("model").get("folder").asText());
    assertTrue(json.get("verify").get("holds").booleanValue());
    assertTrue(Files.readString(out.resolve("compression.md")).contains("| word error rate"));
    assertTrue(Files.exists(out.resolve("plan.json")));
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("<title>tiny.en beside out</title>"));
    // The layers of both are known, so that what was removed can be seen.
    assertTrue(page.contains("class=\"figure changed\""));
    assertFalse(page.contains("cannot be shown layer by layer"));
    assertFalse(page.contains(".partial-"));
  }

  @Test
  void trainsBeforeAndAfterRemovalAndDoesNothingTwice() throws IOException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    Path stages = folder.resolve("stages");
    List<Object> arguments =
        new ArrayList<>(
            List.of("compress", data.model(), "--eval", data.test(), "--train", data.train()));
    arguments.addAll(List.of("--remove", "layers=30%", "--steps", "24", "--frames", "300"));
    arguments.addAll(List.of("--learning-rate", "5e-4", "--hold-out", "0", "--stages", stages));
    Path out = folder.resolve("out");
    CliRun.of(with(arguments, "--out", out)).ok();

    JsonNode json = new ObjectMapper().readTree(out.resolve("compression.json").toFile());
    assertEquals(
        List.of(
            "evaluated",
            "finetuned",
            "planned",
            "pruned",
            "verified",
            "repaired",
            "evaluated",
            "guarded"),
        names(json));
    assertEquals(24, json.at("/stages/1/training/steps").intValue());
    assertEquals(8, json.at("/stages/5/training/steps").intValue());
    // What training drew to zero is what the plan removes.
    assertEquals(0.3, json.at("/stages/1/training/zeroShare").doubleValue(), 0.02);
    assertTrue(json.at("/verify/holds").booleanValue());
    assertEquals(
        json.at("/dense/parameters/logical").longValue()
            - json.at("/compressed/parameters/logical").longValue(),
        json.at("/removed/parameters").longValue());
    assertTrue(
        json.at("/compressed/wer/value").doubleValue() < 0.5, json.at("/compressed/wer")::toString);

    Path again = folder.resolve("again");
    CliRun reused = CliRun.of(with(arguments, "--out", again)).ok();
    assertTrue(reused.out().contains("those of the dense model of a run before"), reused.out());
    JsonNode second = new ObjectMapper().readTree(again.resolve("compression.json").toFile());
    second.get("stages").forEach(stage -> assertTrue(stage.get("found").booleanValue()));
    for (String file : List.of("encoder_model.onnx", "decoder_model_merged.onnx", "plan.json")) {
      assertEquals(-1, Files.mismatch(out.resolve(file), again.resolve(file)), file);
    }
    assertFalse(Files.exists(out.resolve("stage.json")));
  }

  @Test
  void whatStaysMakesUpForWhatLeavesWithoutTextsOrTraining() throws IOException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    Path stages = folder.resolve("stages");
    List<Object> common =
        List.of(
            "compress",
            data.model(),
            "--eval",
            data.test(),
            "--remove",
            "layers=15%",
            "--stages",
            stages);
    Path plain = folder.resolve("plain");
    CliRun.of(with(common, "--out", plain)).ok();
    Path repaired = folder.resolve("repaired");
    List<Object> calibrating = List.of("--calibrate", data.train(), "--calibration-clips", "12");
    List<Object> arguments = new ArrayList<>(common);
    arguments.addAll(calibrating);
    CliRun.of(with(arguments, "--out", repaired)).ok();
    assertTrue(wer(repaired) < wer(plain), wer(repaired) + " < " + wer(plain));
    JsonNode json = new ObjectMapper().readTree(repaired.resolve("compression.json").toFile());
    assertTrue(json.at("/verify/holds").booleanValue());
    double ofLayers =
        json.at("/removed/layerParameters").doubleValue()
            / json.at("/removed/ofLayerParameters").doubleValue();
    assertEquals(0.15, ofLayers, 0.01);
    assertFalse(Files.exists(repaired.resolve("weights.safetensors")));

    // The same by hand, from what is there already.
    Path plan = folder.resolve("plan.json");
    List<Object> planning =
        new ArrayList<>(List.of("plan", data.model(), "--remove", "layers=15%"));
    planning.addAll(calibrating);
    CliRun.of(with(planning, "--stages", stages, "--out", plan)).ok();
    Path applied = folder.resolve("applied");
    CliRun.of("apply", data.model(), "--plan", plan, "--out", applied).ok();
    for (String file : List.of("encoder_model.onnx", "decoder_model_merged.onnx")) {
      assertEquals(-1, Files.mismatch(repaired.resolve(file), applied.resolve(file)), file);
    }
    CliRun.of("verify", data.model(), applied, "--plan", plan).ok();
    CliRun.of("verify", data.model(), applied).failsWith(3, "name that plan with --plan");
  }

  @Test
  void aRepairWithoutSpeechIsRefused() throws IOException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    for (String option : List.of("--score=brain-surgeon", "--repair=least-squares")) {
      CliRun.of(
              "plan",
              data.model(),
              "--remove",
              "layers=10%",
              option,
              "--out",
              folder.resolve("plan.json"))
          .failsWith(2, "--calibrate");
    }
    assertFalse(Files.exists(folder.resolve("plan.json")));
  }

  private static double wer(Path out) throws IOException {
    return new ObjectMapper()
        .readTree(out.resolve("compression.json").toFile())
        .at("/compressed/wer/value")
        .doubleValue();
  }

  private static Object[] with(List<Object> arguments, Object... more) {
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return all.toArray();
  }

  private static List<String> names(JsonNode json) {
    List<String> names = new ArrayList<>();
    json.get("stages").forEach(stage -> names.add(stage.get("name").asText()));
    return names;
  }

  /** Removes a little of a model that hears within seconds, on one clip in that language. */
  private List<Boolean> evaluationsFound(BuiltInFolder data, String name, String language)
      throws IOException {
    String row = Files.readAllLines(data.test()).get(0);
    ObjectNode changed = (ObjectNode) new ObjectMapper().readTree(row);
    Path manifest =
        Files.writeString(
            data.test().resolveSibling("one.jsonl"), changed.put("language", language).toString());
    Path out = folder.resolve(name);
    List<Object> arguments =
        List.of("compress", data.model(), "--eval", manifest, "--remove", "params=5%");
    CliRun.of(with(arguments, "--stages", folder.resolve("stages"), "--allow-loops", "--out", out))
        .ok();
    JsonNode json = new ObjectMapper().readTree(out.resolve("compression.json").toFile());
    List<Boolean> found = new ArrayList<>();
    for (JsonNode stage : json.get("stages")) {
      if (stage.get("name").asText().equals("evaluated")) {
        found.add(stage.get("found").booleanValue());
      }
    }
    return found;
  }

  @Test
  void dataThatSaysAnotherLanguageIsEvaluatedAgain() throws IOException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    assertEquals(List.of(false, false), evaluationsFound(data, "first", "en"));
    assertEquals(List.of(true, true), evaluationsFound(data, "same", "en"));
    assertEquals(List.of(false, false), evaluationsFound(data, "corrected", "de"));
  }

  @Test
  void aModelThatCannotBeTakenApartIsRefusedBeforeItIsEvaluated() throws IOException {
    Path dense = Fixtures.folder("f04-int4-matmulnbits", false, folder.resolve("dense"));
    Files.copy(
        SharedFiles.shared("fixtures/g02-transformersjs/tokenizer.json"),
        dense.resolve("tokenizer.json"));
    Files.writeString(
        dense.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    Path manifest = SharedFiles.shared("speech/jfk/test.jsonl");
    Path out = folder.resolve("out");
    CliRun.of("compress", dense, "--eval", manifest, "--remove", "params=5%", "--out", out)
        .failsWith(3, ".onnx");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(dense), files.toList());
    }
  }

  @Test
  void everyFormOfDataIsReadForTrainingToo() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path table = Files.writeString(folder.resolve("t.tsv"), "path\tsentence\nmissing.mp3\tone\n");
    Path good = SharedFiles.shared("speech/jfk/test.jsonl");
    Path out = folder.resolve("out");
    String problem = "t.tsv: line 2: no such clip: missing.mp3";
    List<Object> compress = List.of("compress", dense, "--remove", "params=5%", "--out", out);
    CliRun.of(with(compress, "--eval", table)).failsWith(3, problem);
    CliRun.of(with(compress, "--eval", good, "--train", table)).failsWith(3, problem);
    CliRun.of(with(compress, "--eval", good, "--train", good, "--validation", table))
        .failsWith(3, problem);
    CliRun.of("finetune", dense, "--train", table, "--out", out).failsWith(3, problem);
    CliRun.of("finetune", dense, "--train", good, "--validation", table, "--out", out)
        .failsWith(3, problem);
  }

  @Test
  void nothingIsLeftWhenTheDataCannotBeUsed() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path manifest =
        Files.writeString(
            folder.resolve("m.jsonl"), "{\"audio_filepath\": \"missing.wav\", \"text\": \"x\"}");
    Path out = folder.resolve("out");
    CliRun.of("compress", dense, "--eval", manifest, "--remove", "params=5%", "--out", out)
        .failsWith(3, "missing.wav");
    CliRun.of("compress", dense, "--remove", "params=5%", "--out", out).failsWith(2, "--eval");
    assertFalse(Files.exists(out));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(dense, manifest), files.sorted().toList());
    }
  }

  @Test
  void optionsOfATrainingThatThereIsNotAreRefused() {
    Path none = folder.resolve("none");
    List<Object> arguments =
        List.of("compress", none, "--eval", none, "--remove", "layers=5%", "--out", none);
    for (List<String> idle :
        List.of(
            List.of("--join", "20%"),
            List.of("--steps", "7", "--learning-rate", "1e-4"),
            List.of("--repair-steps", "3"),
            List.of("--penalty", "ridge"),
            List.of("--context-robust"),
            List.of("--imp", "groups"),
            List.of("--distil"))) {
      CliRun.of(with(arguments, idle.toArray())).failsWith(2, idle.get(0));
    }
  }
}
