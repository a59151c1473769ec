package dev.sotto.compressor.cli;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.ClipWriter;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.AudioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code label}, from arguments to exit code, on real speech. */
class LabelCommandTest {
  private static final int USAGE = 2;
  private static final int BAD_INPUT = 3;
  private static final int CHECK_FAILED = 4;
  private static final String JFK =
      "And so my fellow Americans ask not what your country can do for you,"
          + " ask what you can do for your country.";

  @TempDir Path folder;

  private static Path model() {
    return shared("models/tiny.en");
  }

  private Path out() {
    return folder.resolve("labels.jsonl");
  }

  private Path silence(String name, int seconds) throws IOException {
    AudioClip clip =
        new AudioClip(new float[seconds * AudioReader.SAMPLE_RATE], AudioReader.SAMPLE_RATE);
    return Files.write(folder.resolve(name), ClipWriter.wav(clip));
  }

  @Test
  void speechGetsATextAndSilenceIsDropped() throws IOException {
    Path one = shared("speech/hifitts/audio/bambatse_02_haggard_0323.wav");
    Path two = shared("speech/hifitts/audio/bambatse_04_haggard_0273.wav");
    Path silence = silence("silence.wav", 3);
    CliRun run =
        CliRun.of("label", model(), one, silence, two, "--out", out(), "--json", "--threads", "1");
    JsonNode json = new ObjectMapper().readTree(run.ok().out());
    assertEquals("sotto-label/1", json.path("format").asText());
    assertEquals(3, json.path("clips").intValue());
    assertEquals(2, json.path("kept").intValue());
    assertEquals(-1, json.at("/thresholds/minLogProbability").doubleValue());
    assertTrue(json.at("/model/sha256").has("encoder_model.onnx"));
    assertTrue(json.at("/versions").has("sotto"));
    assertEquals(silence.toString(), json.at("/dropped/0/file").asText());
    assertEquals("no-speech", json.at("/dropped/0/reason").asText());
    assertEquals(1, json.at("/droppedByReason/no-speech").intValue());

    Dataset read = Manifest.read(out());
    assertEquals(
        List.of(one, two), read.utterances().stream().map(said -> said.audio().file()).toList());
    assertEquals("Knowing that there was time to spare.", read.utterances().get(0).reference());
    assertEquals(Optional.of("en"), read.utterances().get(0).language());
    assertEquals(2.06, read.utterances().get(0).durationSeconds().orElseThrow(), 0.01);
  }

  @Test
  void ofAManifestOnlyClipsWithoutATextAreHeard() throws IOException {
    Files.copy(shared("speech/jfk/jfk.wav"), folder.resolve("jfk.wav"));
    silence("long.wav", 31);
    Path manifest =
        Files.writeString(
            folder.resolve("audio.jsonl"),
            """
            {"audio_filepath": "jfk.wav", "speaker": "jfk"}
            {"audio_filepath": "long.wav", "text": "Nothing is said."}
            {"audio_filepath": "long.wav"}
            """);
    CliRun run = CliRun.of("label", model(), manifest, "--out", out());
    assertEquals(
        List.of(
            "kept 1 of 2 clips, 0.2 of 0.7 minutes",
            "dropped 1: 1 too-long",
            "1 more clips had their text already",
            "wrote " + out()),
        run.ok().out().lines().toList());
    Dataset read = Manifest.read(out());
    assertEquals(
        List.of(JFK, "Nothing is said."),
        read.utterances().stream().map(Utterance::reference).toList());
    assertEquals(Optional.of("jfk"), read.utterances().get(0).speaker());
    assertTrue(Files.readString(out()).startsWith("{\"audio_filepath\":\"jfk.wav\","));
  }

  @Test
  void nothingKeptIsACheckThatSaidNo() throws IOException {
    Path silence = silence("long.wav", 31);
    CliRun run = CliRun.of("label", model(), silence, "--out", out());
    run.failsWith(CHECK_FAILED, "none in 1 clips: 1 too-long");
    assertEquals("", run.out());
    CliRun json = CliRun.of("label", model(), silence, "--out", out(), "--json");
    assertEquals(CHECK_FAILED, json.exitCode());
    assertEquals(
        "too-long", new ObjectMapper().readTree(json.out()).at("/dropped/0/reason").asText());
    Path jfk = shared("speech/jfk/jfk.wav");
    CliRun.of("label", model(), jfk, "--out", out(), "--min-log-probability", "-0.001")
        .failsWith(CHECK_FAILED, "1 improbable");
    assertFalse(Files.exists(out()));
  }

  @Test
  void clipsThatCannotBeReadCostTheOthersNothing() throws IOException {
    Path jfk = shared("speech/jfk/jfk.wav");
    Path broken = Files.write(folder.resolve("broken.wav"), new byte[] {1, 2, 3});
    Path missing = folder.resolve("no.wav");
    CliRun run = CliRun.of("label", model(), broken, jfk, missing, "--out", out());
    assertEquals(BAD_INPUT, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("kept 1 of 3 clips"), run.out());
    assertTrue(run.out().contains("2 cannot be read"), run.out());
    List<String> problems = run.err().lines().filter(line -> line.startsWith("sotto:")).toList();
    assertEquals(2, problems.size(), run.err());
    assertTrue(problems.get(0).startsWith("sotto: " + broken + ": expected WAV"), run.err());
    assertEquals("sotto: " + missing + ": no such file", problems.get(1));
    assertEquals(
        List.of(jfk),
        Manifest.read(out()).utterances().stream().map(said -> said.audio().file()).toList());
  }

  @Test
  void inputsAreCheckedBeforeAnyIsHeardAndNeverOverwritten() throws IOException {
    Path jfk = Files.copy(shared("speech/jfk/jfk.wav"), folder.resolve("jfk.wav"));
    Path broken = Files.write(folder.resolve("broken.wav"), new byte[] {1, 2, 3});
    CliRun.of("label", model(), broken, "--out", out())
        .failsWith(BAD_INPUT, "broken.wav: expected WAV, FLAC or MP3");
    assertFalse(Files.exists(out()));
    CliRun.of("label", model(), folder, "--out", folder.resolve("../labels.jsonl"))
        .failsWith(BAD_INPUT, "found a folder");
    Path manifest =
        Files.writeString(folder.resolve("audio.jsonl"), "{\"audio_filepath\": \"jfk.wav\"}\n");
    for (Path input : List.of(jfk, manifest)) {
      CliRun.of("label", model(), manifest, jfk, "--out", input, "--force")
          .failsWith(BAD_INPUT, "would overwrite");
    }
    CliRun.of("label", model(), manifest, "--out", jfk, "--force")
        .failsWith(BAD_INPUT, "would overwrite");
    Files.writeString(out(), "mine");
    CliRun.of("label", model(), jfk, "--out", out()).failsWith(BAD_INPUT, "exists already");
    assertEquals("mine", Files.readString(out()));
  }

  @Test
  void aLanguageThatTheModelDoesNotKnowIsToldBeforeAnyClipIsRead() throws IOException {
    Files.write(folder.resolve("broken.wav"), new byte[1]);
    Path manifest =
        Files.writeString(
            folder.resolve("audio.jsonl"),
            "{\"audio_filepath\": \"broken.wav\", \"language\": \"hi\"}\n");
    CliRun.of("label", model(), manifest, "--out", out()).failsWith(USAGE, "English only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--min-log-probability 0.5",
        "--max-compression-ratio 0",
        "--max-no-speech 2",
        "--max-no-speech much",
        "--batch 0"
      })
  void anOptionThatMakesNoSenseIsAUsageError(String option) {
    String[] words = option.split(" ", -1);
    CliRun.of("label", model(), shared("speech/jfk/jfk.wav"), "--out", out(), words[0], words[1])
        .failsWith(USAGE, "");
  }

  @Test
  void anOutputIsNeeded() {
    CliRun.of("label", model(), shared("speech/jfk/jfk.wav")).failsWith(USAGE, "--out");
  }
}
