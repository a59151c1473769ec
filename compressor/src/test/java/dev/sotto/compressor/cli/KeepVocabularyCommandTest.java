package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --keep-vocabulary} in plan, apply, verify, transcribe and compress. */
class KeepVocabularyCommandTest {
  @TempDir Path folder;
  private BuiltInFolder data;

  @BeforeEach
  void unpack() {
    data = BuiltInFolder.unpack(folder.resolve("data"));
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static JsonNode inspected(Path model) throws IOException {
    return new ObjectMapper().readTree(CliRun.of("inspect", model, "--json").ok().out());
  }

  private List<Path> clips() throws IOException {
    return Files.readAllLines(data.test()).stream()
        .limit(3)
        .map(
            line -> {
              String name = line.replaceAll(".*\"audio_filepath\"\\s*:\\s*\"([^\"]*)\".*", "$1");
              return data.folder().resolve(name);
            })
        .toList();
  }

  private List<String> texts() throws IOException {
    return Files.readAllLines(data.train()).stream()
        .map(line -> line.replaceAll(".*\"text\"\\s*:\\s*\"([^\"]*)\".*", "$1"))
        .toList();
  }

  @Test
  void whatNeedsOnlyTokensThatStayIsHeardAsBefore() throws IOException {
    Path clip = clips().get(0);
    String written = CliRun.of("transcribe", data.model(), clip).ok().out();
    Path text = Files.writeString(folder.resolve("text.txt"), written);
    Path plan = folder.resolve("plan.json");
    Path out = folder.resolve("out");
    CliRun planned =
        CliRun.of("plan", data.model(), "--keep-vocabulary", text, "--out", plan, "--json").ok();
    CliRun.of("apply", data.model(), "--plan", plan, "--out", out).ok();
    CliRun.of("verify", data.model(), out, "--structure").ok();
    CliRun verified = CliRun.of("verify", data.model(), out, "--threads", "1").ok();
    assertEquals(5, verified.out().lines().filter(line -> line.endsWith("equal")).count());
    assertEquals(written, CliRun.of("transcribe", out, clip).ok().out());
    JsonNode before = inspected(data.model());
    JsonNode after = inspected(out);
    assertTrue(
        after.at("/config/vocabularySize").intValue()
            < before.at("/config/vocabularySize").intValue());
    JsonNode told = new ObjectMapper().readTree(planned.out());
    assertEquals(
        before.get("parameters").longValue() - after.get("parameters").longValue(),
        told.get("removedParameters").longValue());
    assertEquals(
        before.at("/flops/standard").longValue() - after.at("/flops/standard").longValue(),
        told.get("removedFlops").longValue());
    assertEquals("keep-vocabulary", json(plan).at("/edits/0/edit").asText());
  }

  @Test
  void whatIsHeardStaysAsIfItHadBeenGivenAsText() throws IOException {
    List<Path> clips = clips();
    List<String> written = new ArrayList<>();
    for (Path clip : clips) {
      written.add(CliRun.of("transcribe", data.model(), clip).ok().out().strip());
    }
    Path text = Files.write(folder.resolve("text.txt"), written);
    Path told = folder.resolve("told.json");
    CliRun.of("plan", data.model(), "--keep-vocabulary", text, "--out", told).ok();
    Path heard = folder.resolve("heard.json");
    CliRun.of(
            "plan",
            data.model(),
            "--calibrate",
            clips.get(0),
            clips.get(1),
            clips.get(2),
            "--keep-vocabulary",
            "heard",
            "--out",
            heard)
        .ok();
    assertEquals(json(told).get("edits"), json(heard).get("edits"));
    Path quantised = folder.resolve("q");
    CliRun.of("quantize", data.model(), "--out", quantised).ok();
    Path out = folder.resolve("out");
    Object[] compress = {
      "compress", quantised, "--eval", data.test(), "--keep-vocabulary", "heard", "--out", out
    };
    CliRun.of(compress).failsWith(2, "expected --calibrate, found none");
    Object[] calibrated = Arrays.copyOf(compress, compress.length + 2);
    calibrated[compress.length] = "--calibrate";
    calibrated[compress.length + 1] = clips.get(0);
    CliRun.of(calibrated).ok();
    assertEquals(
        CliRun.of("transcribe", quantised, clips.get(0)).ok().out(),
        CliRun.of("transcribe", out, clips.get(0)).ok().out());
  }

  @Test
  void compressTakesTokensOutAloneAndBesideOthers() throws IOException {
    Path dense = data.model();
    Path text = Files.write(folder.resolve("text.txt"), texts().subList(0, 3));
    int tokens = inspected(dense).at("/config/vocabularySize").intValue();
    for (Object[] more :
        new Object[][] {{}, {"--remove", "layers=5%", "--remove-layers", "decoder.0"}}) {
      Path out = folder.resolve("out" + more.length);
      Object[] arguments = {
        "compress",
        dense,
        "--eval",
        data.test(),
        "--keep-vocabulary",
        text,
        "--out",
        out,
        "--allow-loops"
      };
      Object[] all = new Object[arguments.length + more.length];
      System.arraycopy(arguments, 0, all, 0, arguments.length);
      System.arraycopy(more, 0, all, arguments.length, more.length);
      CliRun.of(all).ok();
      JsonNode result = json(out.resolve("compression.json"));
      assertTrue(result.at("/verify/holds").booleanValue());
      assertEquals(
          result.at("/dense/parameters/logical").longValue()
              - result.at("/compressed/parameters/logical").longValue(),
          result.at("/removed/parameters").longValue());
      assertTrue(inspected(out).at("/config/vocabularySize").intValue() < tokens - 50);
      // One plan does all of it.
      Path replayed = folder.resolve("replayed" + more.length);
      Path plan = out.resolve("plan.json");
      CliRun.of("apply", dense, "--plan", plan, "--out", replayed).ok();
      CliRun.of("verify", dense, out, "--structure").ok();
      for (String name : List.of("decoder_model_merged.onnx", "tokenizer.json", "config.json")) {
        assertEquals(-1, Files.mismatch(out.resolve(name), replayed.resolve(name)), name);
      }
    }
  }

  @Test
  void tokensLeaveAQuantisedExportAndNothingElseDoes() throws IOException {
    Path quantised = folder.resolve("q");
    CliRun.of("quantize", data.model(), "--format", "int4", "--out", quantised).ok();
    Path text = Files.write(folder.resolve("text.txt"), texts().subList(0, 3));
    Path plan = folder.resolve("plan.json");
    Path out = folder.resolve("out");
    CliRun planned =
        CliRun.of("plan", quantised, "--keep-vocabulary", text, "--out", plan, "--json").ok();
    CliRun.of("apply", quantised, "--plan", plan, "--out", out).ok();
    CliRun.of("verify", quantised, out, "--structure").ok();
    CliRun.of("verify", quantised, out, "--threads", "1").ok();
    String graph = "decoder_model_merged.onnx";
    long saved = Files.size(quantised.resolve(graph)) - Files.size(out.resolve(graph));
    long told = new ObjectMapper().readTree(planned.out()).get("removedBytes").longValue();
    // Sizes take fewer digits.
    assertTrue(Math.abs(told - saved) < 64, told + " and " + saved);
    Path stages = folder.resolve("stages");
    CliRun.of(
            "compress",
            quantised,
            "--eval",
            data.test(),
            "--keep-vocabulary",
            text,
            "--remove",
            "layers=10%",
            "--stages",
            stages,
            "--out",
            folder.resolve("no"))
        .failsWith(3, "start from the float32 export");
    assertFalse(Files.exists(stages), "before anything is heard");
  }

  @Test
  void whatCannotBeDoneIsRefusedInOneLine() throws IOException {
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", data.model(), "--keep-vocabulary", "nothing.txt", "--out", plan)
        .failsWith(2, "found \"nothing.txt\", which is no file and no language");
    CliRun.of("plan", data.model(), "--keep-vocabulary", "heard", "--out", plan)
        .failsWith(2, "expected --calibrate, found none");
    CliRun.of("plan", data.model(), "--keep-vocabulary", data.train(), "--out", data.train())
        .failsWith(3, "which is read; name another place");
    assertFalse(Files.exists(plan));
    Path untold = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("untold"));
    CliRun.of("plan", untold, "--keep-vocabulary", data.train(), "--out", plan)
        .failsWith(3, "expected tokenizer.json");
  }
}
