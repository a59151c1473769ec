package dev.sotto.compressor.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.Clip;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelManifestTest {
  @TempDir Path folder;

  private static PseudoLabels labels(Judgement... verdicts) {
    return new PseudoLabels(
        new ModelIdentity("model", Map.of()),
        new PseudoLabels.Request(
            Path.of("model"),
            List.of(),
            new LabelFilter(-1, 2.4, 0.6),
            Optional.empty(),
            SessionSettings.defaults(),
            1),
        List.of(verdicts));
  }

  private static Hypothesis hypothesis(String text) {
    return new Hypothesis(text, "en", -0.123456, 1.34177, OptionalDouble.of(0.01), true);
  }

  private Path clip(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[1]);
  }

  private static Judgement kept(Path clip, String text) {
    return new Judgement.Kept(Clip.of(clip), 1.25, hypothesis(text));
  }

  @Test
  void aLineHasTheTextAndWhatSpeaksForIt() throws IOException {
    Path clip = clip("out/clips/a.wav");
    assertEquals(
        "{\"audio_filepath\":\"clips/a.wav\",\"duration\":1.25,\"text\":\"gr\u00fcn\","
            + "\"language\":\"en\",\"log_probability\":-0.1235,\"compression_ratio\":1.3418}\n",
        new String(
            LabelManifest.of(labels(kept(clip, "gr\u00fcn")), folder.resolve("out/labels.jsonl")),
            StandardCharsets.UTF_8));
  }

  @Test
  void whatIsWrittenCanBeReadFromWhereItLies() throws IOException {
    Path near = clip("out/near.wav");
    Path far = clip("elsewhere/far.wav");
    Path dropped = clip("out/dropped.wav");
    Path out = folder.resolve("out/labels.jsonl");
    Judgement drop =
        new Judgement.Dropped(
            Clip.of(dropped), 9, Reason.IMPROBABLE, Optional.of(hypothesis("no")));
    PseudoLabels labels = labels(kept(near, "one"), drop, kept(far, "two"));
    Files.write(out, LabelManifest.of(labels, out));
    Dataset read = Manifest.read(out);
    assertEquals(
        List.of(near, far), read.utterances().stream().map(said -> said.audio().file()).toList());
    assertEquals(
        List.of("one", "two"), read.utterances().stream().map(Utterance::reference).toList());
    assertEquals(OptionalDouble.of(1.25), read.utterances().get(0).durationSeconds());
    assertEquals(Optional.of("en"), read.utterances().get(0).language());
    assertTrue(Files.readString(out).contains("\"" + far + "\""));
  }

  @Test
  void fieldsOfTheClipsManifestStayAndATextThatWasThereDoesNotChange() throws IOException {
    clip("data/a.wav");
    clip("data/b.wav");
    Path source =
        Files.writeString(
            folder.resolve("data/source.jsonl"),
            """
            {"audio_filepath": "./a.wav", "duration": 9, "text": " As said.", "x": 1}
            {"x": [2], "audio_filepath": "b.wav", "text": "", "duration": 9}
            """);
    List<Clip> clips = Manifest.readClips(source);
    Path out = folder.resolve("labels.jsonl");
    PseudoLabels labels =
        labels(
            new Judgement.Given(clips.get(0)),
            new Judgement.Kept(clips.get(1), 1.25, hypothesis("heard")));
    assertEquals(
        "{\"audio_filepath\":\"data/a.wav\",\"duration\":9,\"text\":\" As said.\",\"x\":1}\n"
            + "{\"audio_filepath\":\"data/b.wav\",\"x\":[2],\"text\":\"heard\",\"duration\":1.25,"
            + "\"language\":\"en\",\"log_probability\":-0.1235,\"compression_ratio\":1.3418}\n",
        new String(LabelManifest.of(labels, out), StandardCharsets.UTF_8));
  }

  @Test
  void dropsAreCountedByReason() {
    Clip clip = Clip.of(folder.resolve("a.wav"));
    Judgement improbable = new Judgement.Dropped(clip, 1, Reason.IMPROBABLE, Optional.empty());
    Judgement tooLong = new Judgement.Dropped(clip, 60, Reason.TOO_LONG, Optional.empty());
    PseudoLabels nothing = labels(improbable, tooLong, improbable);
    assertEquals("1 too-long, 2 improbable", nothing.reasons());
    assertTrue(nothing.isEmpty());
    PseudoLabels some = labels(improbable, new Judgement.Given(clip));
    assertFalse(some.isEmpty());
    assertEquals(
        List.of(
            "kept 0 of 1 clips, 0.0 of 0.0 minutes",
            "dropped 1: 1 improbable",
            "1 more clips had their text already"),
        LabelReport.text(some).lines().toList());
  }
}
