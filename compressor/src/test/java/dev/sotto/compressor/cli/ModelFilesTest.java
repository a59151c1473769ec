package dev.sotto.compressor.cli;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models as people have them: old, incomplete or contradictory files beside good graphs. */
class ModelFilesTest {
  private static final int BAD_INPUT = 3;

  @TempDir Path folder;
  private BuiltInFolder nano;

  @BeforeEach
  void model() {
    nano = BuiltInFolder.unpack(folder.resolve("nano"));
  }

  private Path modelFile(String name) {
    return nano.model().resolve(name);
  }

  /** What is heard in the first clips, with ids and probabilities. */
  private JsonNode heard() throws IOException {
    CliRun run = CliRun.of("eval", nano.model(), nano.test(), "--limit", "12", "--json").ok();
    return new ObjectMapper().readTree(run.out()).get("utterances");
  }

  @Test
  void anOldOrMissingGenerationConfigChangesNothingThatIsHeard() throws IOException {
    JsonNode whole = heard();
    assertTrue(whole.get(0).get("noSpeechProbability").doubleValue() < 0.5, whole::toString);
    Files.copy(
        shared("cases/01-outdated-generation-config/generation_config.json"),
        modelFile("generation_config.json"),
        StandardCopyOption.REPLACE_EXISTING);
    assertEquals(whole, heard());
    Files.delete(modelFile("generation_config.json"));
    assertEquals(whole, heard());
  }

  @Test
  void aTokenizerInPartsHearsTheSame() throws IOException {
    JsonNode whole = heard();
    Files.delete(modelFile("tokenizer.json"));
    assertEquals(whole, heard());
    assertTrue(CliRun.of("inspect", nano.model()).ok().out().contains("English only"));
  }

  @Test
  void anIdThatContradictsTheTokenizerStopsEveryCommandThatHears() throws IOException {
    ObjectNode generation = JsonFiles.readObject(modelFile("generation_config.json"));
    generation.put("no_timestamps_token_id", 543);
    Files.write(modelFile("generation_config.json"), JsonFiles.write(generation));
    String problem = "says that <|notimestamps|> is token 543, but";
    Path out = folder.resolve("out");
    Path clip = nano.test().resolveSibling(firstClip());
    List<List<Object>> commands =
        List.of(
            List.of("transcribe", nano.model(), clip),
            List.of("eval", nano.model(), nano.test()),
            List.of("label", nano.model(), clip, "--out", out),
            List.of("finetune", nano.model(), "--train", nano.train(), "--out", out),
            List.of("diagnose", nano.model(), nano.model(), "--audio", nano.test()),
            List.of(
                "compress",
                nano.model(),
                "--eval",
                nano.test(),
                "--remove",
                "params=5%",
                "--out",
                out));
    for (List<Object> command : commands) {
      CliRun.of(command.toArray()).failsWith(BAD_INPUT, problem);
    }
    CliRun inspected = CliRun.of("inspect", nano.model()).ok();
    assertTrue(inspected.out().contains("cannot transcribe: "), inspected.out());
  }

  private Path firstClip() throws IOException {
    String row = Files.readAllLines(nano.test()).get(0);
    return Path.of(new ObjectMapper().readTree(row).get("audio_filepath").asText());
  }

  @Test
  void aMissingTokenizerIsForeseen() throws IOException {
    for (String name : List.of("tokenizer.json", "vocab.json", "merges.txt")) {
      Files.delete(modelFile(name));
    }
    String problem = "expected tokenizer.json, or vocab.json with merges.txt";
    CliRun inspected = CliRun.of("inspect", nano.model(), "--json").ok();
    JsonNode hears = new ObjectMapper().readTree(inspected.out()).get("hears");
    assertTrue(hears.get("problem").asText().contains(problem), hears::toString);
    CliRun.of("transcribe", nano.model(), nano.test().resolveSibling(firstClip()))
        .failsWith(BAD_INPUT, problem);
    Path out = folder.resolve("built");
    CliRun built = CliRun.of("build", nano.model(), "--fresh", "--out", out).ok();
    assertTrue(built.err().contains("can be taken apart but not transcribe"), built.err());
    assertTrue(built.err().contains(problem), built.err());
  }

  @Test
  void aBuiltModelWithItsTokenizerIsNotWarnedOf() {
    Path out = folder.resolve("built");
    CliRun built = CliRun.of("build", nano.model(), "--fresh", "--out", out).ok();
    assertEquals("", built.err());
  }

  private static JsonNode window(Path audio, Object... more) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("transcribe", shared("models/tiny.en")));
    arguments.addAll(List.of(audio, "--json"));
    arguments.addAll(List.of(more));
    CliRun run = CliRun.of(arguments.toArray()).ok();
    return new ObjectMapper().readTree(run.out()).at("/transcripts/0/windows/0");
  }

  /** "You" for "zero": 0.716 and -1.169 of the goldens are above and below OpenAI's thresholds. */
  @Test
  void aWindowThatTheModelTakesForSilenceHasNoText() throws IOException {
    Path clip = shared("speech/fsdd/audio/0_nicolas_2.wav");
    JsonNode silent = window(clip);
    assertTrue(silent.get("silent").booleanValue(), silent::toString);
    assertEquals("", silent.get("text").asText());
    assertEquals(0.716, silent.get("noSpeechProbability").doubleValue(), 0.002);
    assertEquals(-1.169, silent.get("meanLogProbability").doubleValue(), 0.002);
    JsonNode heard = window(clip, "--no-speech-threshold", "off", "--no-fallback");
    assertFalse(heard.get("silent").booleanValue());
    assertEquals(" You", heard.get("text").asText());
    assertFalse(window(clip, "--log-probability-threshold", "-2").get("silent").booleanValue());
  }

  @Test
  void theRuleStandsInResults() throws IOException {
    CliRun usual = CliRun.of("eval", nano.model(), nano.test(), "--limit", "1", "--json").ok();
    JsonNode settings = new ObjectMapper().readTree(usual.out()).get("settings");
    assertEquals(0.6, settings.get("noSpeechThreshold").doubleValue());
    assertEquals(-1, settings.get("logProbabilityThreshold").doubleValue());
    CliRun off =
        CliRun.of(
                "eval",
                nano.model(),
                nano.test(),
                "--limit",
                "1",
                "--json",
                "--no-speech-threshold",
                "off")
            .ok();
    assertFalse(new ObjectMapper().readTree(off.out()).get("settings").has("noSpeechThreshold"));
    CliRun.of("eval", nano.model(), nano.test(), "--no-speech-threshold", "x")
        .failsWith(2, "expected a number or off for --no-speech-threshold");
    CliRun.of("eval", nano.model(), nano.test(), "--no-speech-threshold", "2")
        .failsWith(2, "from 0 to 1");
  }
}
