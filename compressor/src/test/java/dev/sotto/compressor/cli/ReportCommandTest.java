package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.compress.CompressionReport;
import dev.sotto.compressor.demo.ClipWriter;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.result.Certainty;
import dev.sotto.eval.result.DataIdentity;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.ModelRun;
import dev.sotto.eval.result.ModelSize;
import dev.sotto.eval.result.Traits;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.audio.AudioClip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report}, from arguments to exit code. */
class ReportCommandTest {
  private static final int USAGE = 2;
  private static final int BAD_INPUT = 3;

  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void nameTheOutput() {
    out = folder.resolve("report.html");
  }

  private static EvalResult result(ModelIdentity model, String heard) {
    return result(model, heard, "f");
  }

  private static EvalResult result(ModelIdentity model, String heard, String fingerprint) {
    String said = "one two three";
    EvaluationSettings settings =
        EvaluationSettings.defaults().withNormalizer(Normalizers.of("raw"));
    UtteranceScore score = UtteranceScore.of(said, heard);
    Measurement speed =
        new Measurement(
            1,
            new Measurement.Window(2, 3, 4, 5),
            0.1,
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
    return new EvalResult(
        model,
        new DataIdentity(
            "folder/test", 1, OptionalDouble.of(2.5), fingerprint, Selection.ALL, Optional.empty()),
        settings.scoring(),
        List.of(
            new HeardUtterance(
                "a.wav",
                said,
                heard,
                List.of(1),
                score,
                new Traits(OptionalDouble.empty(), Optional.empty(), Optional.empty()),
                Certainty.UNKNOWN)),
        new WordErrorRate(List.of(score)).interval(settings.bootstrap()),
        new ModelSize(
            OptionalLong.of(1_000),
            OptionalLong.of(0),
            OptionalLong.of(4_000),
            Optional.of(new Flops(90, 40, 10, 10, 1)),
            List.of()),
        Optional.of(new ModelRun(settings, speed, OptionalDouble.empty(), Optional.empty())),
        Map.of("sotto", "0.1.0"));
  }

  private static ObjectNode json(String model, String heard) {
    return EvalJson.of(result(new ModelIdentity(model, Map.of()), heard));
  }

  /** The result of a model that heard {@code heard}. */
  static Path write(Path folder, String name, String model, String heard) throws IOException {
    return Files.write(folder.resolve(name), JsonFiles.write(json(model, heard)));
  }

  private Path write(String name, ObjectNode json) throws IOException {
    return Files.write(folder.resolve(name), JsonFiles.write(json));
  }

  private Path dense() throws IOException {
    return write("dense.json", json("models/dense", "one two three"));
  }

  private Path pruned() throws IOException {
    return write("pruned.json", json("models\\pruned\\", "one too four"));
  }

  @Test
  void twoResultsMakeOnePage() throws IOException {
    CliRun run = CliRun.of("report", dense(), pruned(), "--out", out).ok();
    assertEquals("wrote " + out, run.out().strip());
    String page = Files.readString(out);
    assertTrue(page.startsWith("<!DOCTYPE html>"));
    assertTrue(page.contains("<title>dense beside pruned</title>"));
    assertTrue(run.err().contains("dense: no layers are shown, since the result names no files"));
  }

  @Test
  void titleAndNamesAreThoseGiven() throws IOException {
    CliRun.of("report", dense(), pruned(), "--out", out, "--title", "A <b>", "--name", "before")
        .ok();
    String page = Files.readString(out);
    assertTrue(page.contains("<title>A &lt;b&gt;</title>"));
    assertTrue(page.contains("<bdi>before</bdi>") && page.contains("<bdi>pruned</bdi>"));
  }

  @Test
  void modelsOfOneNameAreToldApart() throws IOException {
    CliRun run = CliRun.of("report", dense(), dense(), "--out", out, "--json").ok();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertEquals("sotto-report/1", json.path("format").asText());
    assertEquals("dense", json.at("/models/0/name").asText());
    assertEquals("dense (2)", json.at("/models/1/name").asText());
    assertFalse(json.at("/models/0/layers").asBoolean(true));
    assertEquals(Files.size(out), json.path("bytes").longValue());
  }

  @Test
  void aRecogniserWhoseTextsWereScoredKeepsItsWholeName() throws IOException {
    Path pairs = folder.resolve("pairs.jsonl");
    Files.writeString(
        pairs, "{\"id\": \"a\", \"text\": \"one two three\", \"hypothesis\": \"one too\"}\n");
    Path scored = folder.resolve("scored.json");
    CliRun.of("score", pairs, "--system", "vendor/v2", "--out", scored).ok();
    CliRun.of("report", scored, "--out", out).ok();
    assertTrue(Files.readString(out).contains("<title>vendor/v2</title>"));
  }

  @Test
  void aCompressionHoldsTwoResults() throws IOException {
    ObjectNode compression = JsonFiles.newObject();
    compression.put("format", CompressionReport.FORMAT);
    compression.set("dense", json("dense", "one two three"));
    compression.set("compressed", json("smaller", "one two"));
    CliRun.of("report", write("compression.json", compression), "--out", out).ok();
    assertTrue(Files.readString(out).contains("<title>dense beside smaller</title>"));
  }

  @Test
  void theModelsLayersAreShownWhereTheyAreStillThere() throws IOException {
    Path model = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("model"));
    ModelIdentity identity = ModelIdentity.of(Exports.open(model));
    Path file = write("model.json", EvalJson.of(result(identity, "one")));
    CliRun run = CliRun.of("report", file, "--out", out).ok();
    assertEquals("", run.err());
    assertTrue(Files.readString(out).contains("cross-attention heads"));
    CliRun.of("report", file, "--out", model.resolve("encoder_model.onnx"), "--force")
        .failsWith(BAD_INPUT, "would overwrite");
  }

  @Test
  void recordingsOfTheDataSetCanBePlayed() throws IOException {
    Path clip = folder.resolve("a.wav");
    Files.write(clip, ClipWriter.wav(new AudioClip(new float[16_000], 16_000)));
    Path manifest =
        Files.writeString(
            folder.resolve("test.jsonl"),
            "{\"audio_filepath\": \"a.wav\", \"text\": \"one two three\"}\n");
    ModelIdentity model = new ModelIdentity("models/m", Map.of());
    String fingerprint = Manifest.read(manifest).fingerprint();
    Path file = write("m.json", EvalJson.of(result(model, "one", fingerprint)));
    CliRun.of("report", file, "--data", manifest, "--out", out).ok();
    assertTrue(Files.readString(out).contains("src=\"data:audio/wav;base64,UklGR"));
    CliRun.of("report", file, "--data", manifest, "--out", clip, "--force")
        .failsWith(BAD_INPUT, "would overwrite");
    CliRun.of("report", file, "--data", manifest, "--worst", "0", "--out", out, "--force").ok();
    assertFalse(Files.readString(out).contains("src=\"data:audio"));
  }

  @Test
  void recordingsThatWereNotMeasuredAreNotPlayed() throws IOException {
    Path clip = folder.resolve("a.wav");
    Files.write(clip, ClipWriter.wav(new AudioClip(new float[16_000], 16_000)));
    String row = "{\"audio_filepath\": \"a.wav\", \"text\": \"one two three\"}\n";
    Path manifest = Files.writeString(folder.resolve("test.jsonl"), row);
    String fingerprint = Manifest.read(manifest).fingerprint();
    Files.write(clip, ClipWriter.wav(new AudioClip(new float[8_000], 16_000)));
    ModelIdentity model = new ModelIdentity("models/m", Map.of());
    Path file = write("m.json", EvalJson.of(result(model, "one", fingerprint)));
    CliRun run = CliRun.of("report", file, "--data", manifest, "--out", out).ok();
    assertFalse(Files.readString(out).contains("src=\"data:audio"));
    assertTrue(Files.readString(out).contains("Without sound: the data set given holds other"));
    assertTrue(run.err().contains("no sound, since the data set given holds other"), run.err());
  }

  @Test
  void theDataMayHaveAnyForm() throws IOException {
    Path data = Files.createDirectories(folder.resolve("folder/test"));
    Files.write(data.resolve("a.wav"), ClipWriter.wav(new AudioClip(new float[16_000], 16_000)));
    Files.writeString(
        data.resolve("metadata.csv"), "file_name,transcription\na.wav,one two three\n");
    String fingerprint = Datasets.read(data, DatasetOptions.defaults()).fingerprint();
    ModelIdentity model = new ModelIdentity("models/m", Map.of());
    Path file = write("m.json", EvalJson.of(result(model, "one", fingerprint)));
    CliRun.of("report", file, "--data", data, "--out", out).ok();
    assertTrue(Files.readString(out).contains("src=\"data:audio/wav;base64,UklGR"));
  }

  @Test
  void noFileOfAModelIsOverwrittenWhereverItWasFound() throws IOException {
    Path results = Files.createDirectories(folder.resolve("results"));
    Path model = Fixtures.folder(Fixtures.REFERENCE, true, results.resolve("tiny"));
    ModelIdentity identity = ModelIdentity.of(Exports.open(model));
    // Once by a name that is only known beside the result, once where it was before it moved.
    for (String stated : List.of("tiny", "/nowhere/models/tiny")) {
      Path file =
          Files.write(
              results.resolve("result.json"),
              JsonFiles.write(EvalJson.of(result(identity.inFolder(stated), "one"))));
      for (String name : List.of("encoder_model.onnx", "config.json")) {
        CliRun.of("report", file, "--out", model.resolve(name), "--force")
            .failsWith(BAD_INPUT, "would overwrite");
      }
      CliRun.of("report", file, "--out", model.resolve("report.html"), "--force").ok();
      CliRun.of("report", file, "--out", model.resolve("report.html"), "--force").ok();
    }
    // A copy is no less a model for being found after the one that the result names.
    Path named = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("elsewhere/tiny"));
    Files.write(
        results.resolve("result.json"),
        JsonFiles.write(EvalJson.of(result(identity.inFolder(named.toString()), "one"))));
    for (Path place : List.of(named, model)) {
      CliRun.of(
              "report",
              results.resolve("result.json"),
              "--out",
              place.resolve("config.json"),
              "--force")
          .failsWith(BAD_INPUT, "would overwrite");
    }
    Files.copy(model.resolve("encoder_model.onnx"), model.resolve("decoder_model.onnx"));
    CliRun changed =
        CliRun.of(
            "report",
            results.resolve("result.json"),
            "--out",
            model.resolve("decoder_model.onnx"),
            "--force");
    changed.failsWith(BAD_INPUT, "would overwrite");
  }

  @Test
  void aModelBesideItsCompressionIsFoundAfterBothMoved() throws IOException {
    Path moved = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("moved"));
    ModelIdentity identity = ModelIdentity.of(Exports.open(moved)).inFolder("/nowhere/out");
    ObjectNode compression = JsonFiles.newObject();
    compression.put("format", CompressionReport.FORMAT);
    compression.set("dense", json("dense", "one two three"));
    compression.set("compressed", EvalJson.of(result(identity, "one two")));
    Path file = Files.write(moved.resolve("compression.json"), JsonFiles.write(compression));
    CliRun run = CliRun.of("report", file, "--out", out, "--json").ok();
    assertTrue(new ObjectMapper().readTree(run.out()).at("/models/1/layers").asBoolean());
  }

  @Test
  void whatCannotBeTrueInAResultIsBadInputWithTheFilesName() throws IOException {
    for (String[] change :
        new String[][] {
          {"\"resamples\" : 10000", "\"resamples\" : 0"},
          {"\"resamples\" : 10000", "\"resamples\" : 2000000000"},
          {"\"normalizer\" : \"raw\"", "\"normalizer\" : \"nonsense\""},
          {"\"batchSize\" : ", "\"batchSize\" : 0, \"x\" : "},
          {"\"threads\" : ", "\"threads\" : 0, \"x\" : "},
          {"\"low\" : 0.0", "\"low\" : 1e999"},
          {"\"encoderMillis\" : 3.0", "\"encoderMillis\" : 1e999"},
          {"\"encoderMillis\" : 3.0", "\"encoderMillis\" : -3.0"},
          {"\"encoderMillis\" : 3.0", "\"encoder\" : 3.0"},
          {"\"leftOut\" : 0", "\"leftOut\" : -1e999"}
        }) {
      String text = Files.readString(dense());
      assertTrue(text.contains(change[0]), change[0]);
      Path bad = Files.writeString(folder.resolve("bad.json"), text.replace(change[0], change[1]));
      CliRun.of("report", bad, "--out", out).failsWith(BAD_INPUT, "bad.json");
    }
  }

  @Test
  void anUtteranceThatComesTwiceIsBadInput() throws IOException {
    ObjectNode json = json("dense", "one");
    ArrayNode utterances = (ArrayNode) json.get("utterances");
    utterances.add(utterances.get(0).deepCopy());
    CliRun.of("report", write("twice.json", json), "--out", out).failsWith(BAD_INPUT, "twice.json");
  }

  @Test
  void whatIsThereIsKeptUnlessForced() throws IOException {
    Files.writeString(out, "mine");
    CliRun.of("report", dense(), "--out", out).failsWith(BAD_INPUT, "exists already");
    assertEquals("mine", Files.readString(out));
    CliRun.of("report", dense(), "--out", folder.resolve("dense.json"), "--force")
        .failsWith(BAD_INPUT, "would overwrite");
    CliRun.of("report", dense(), "--out", out, "--force").ok();
    assertTrue(Files.readString(out).startsWith("<!DOCTYPE html>"));
  }

  @Test
  void whatIsNoResultIsNamed() throws IOException {
    Path other = write("other.json", JsonFiles.newObject().put("format", "x"));
    CliRun.of("report", dense(), other, "--out", out).failsWith(BAD_INPUT, "other.json");
    CliRun.of("report", folder.resolve("no.json"), "--out", out)
        .failsWith(BAD_INPUT, "no such file");
    Path half = write("half.json", JsonFiles.newObject().put("format", CompressionReport.FORMAT));
    CliRun.of("report", half, "--out", out).failsWith(BAD_INPUT, "half.json");
    CliRun.of("report", dense(), "--data", folder.resolve("no.jsonl"), "--out", out)
        .failsWith(BAD_INPUT, "no.jsonl");
    assertFalse(Files.exists(out));
  }

  @Test
  void optionsThatMakeNoSenseAreUsageErrors() throws IOException {
    CliRun.of("report", dense()).failsWith(USAGE, "--out");
    CliRun.of("report", "--out", out).failsWith(USAGE, "RESULT");
    CliRun.of("report", dense(), "--out", out, "--worst", "-1").failsWith(USAGE, "--worst");
    CliRun.of("report", dense(), "--out", out, "--name", "a", "--name", "b")
        .failsWith(USAGE, "--name");
    assertFalse(Files.exists(out));
  }
}
