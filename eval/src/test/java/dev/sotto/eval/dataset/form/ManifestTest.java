package dev.sotto.eval.dataset.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.Clip;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.AudioPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  private static final String GOOD = "{\"audio_filepath\": \"a.wav\", \"text\": \"one\"}\n";

  @TempDir private Path folder;

  @BeforeEach
  void writeClips() throws IOException {
    Files.write(folder.resolve("a.wav"), new byte[] {1, 2, 3});
    Files.write(folder.resolve("b.wav"), new byte[] {4, 5});
  }

  @Test
  void everyFieldIsRead() throws IOException {
    Dataset dataset =
        Manifest.read(
            manifest(
                "{\"audio_filepath\": \"./a.wav\", \"text\":"
                    + " \"\u0928\u092e\u0938\u094d\u0924\u0947\", \"duration\": 1.5, \"language\":"
                    + " \"hi\", \"speaker\": \"s1\", \"other\": [1]}\n"));
    assertEquals(folder.getFileName() + "/test", dataset.name());
    assertEquals(
        List.of(
            new Utterance(
                "a.wav",
                AudioPart.whole(folder.resolve("a.wav").toAbsolutePath()),
                "\u0928\u092e\u0938\u094d\u0924\u0947",
                OptionalDouble.of(1.5),
                Optional.of("hi"),
                Optional.of("s1"),
                1)),
        dataset.utterances());
  }

  @Test
  void blankLinesAByteOrderMarkAndWindowsLineEndsAreAllowed() throws IOException {
    Dataset dataset = Manifest.read(manifest("\ufeff\r\n" + GOOD.strip() + "\r\n \n\n" + GOOD));
    assertEquals(List.of(2, 5), dataset.utterances().stream().map(Utterance::line).toList());
  }

  @Test
  void aClipMayComeTwiceAndGetsAnIdOfItsOwn() throws IOException {
    Dataset dataset = Manifest.read(manifest(GOOD + GOOD));
    assertEquals(
        List.of("a.wav", "a.wav#2"), dataset.utterances().stream().map(Utterance::id).toList());
  }

  @Test
  void anIdThatIsMadeUpIsNeverThatOfAnotherRow() throws IOException {
    Files.write(folder.resolve("a.wav#2"), new byte[1]);
    Dataset dataset =
        Manifest.read(manifest(GOOD + GOOD + GOOD.replace("a.wav", "a.wav#2") + GOOD));
    assertEquals(
        4, dataset.utterances().stream().map(Utterance::id).distinct().count(), dataset::toString);
  }

  @Test
  void numbersNameSpeakersAndWhatIsBlankSaysNothing() throws IOException {
    Dataset dataset =
        Manifest.read(
            manifest(
                """
                {"audio_filepath": "a.wav", "text": "", "speaker": 92, "language": "", "offset": 0}
                {"audio_filepath": "b.wav", "text": "", "speaker": " ", "offset": 0.0}
                """));
    assertEquals(Optional.of("92"), dataset.utterances().get(0).speaker());
    assertEquals(Optional.empty(), dataset.utterances().get(0).language());
    assertEquals(Optional.empty(), dataset.utterances().get(1).speaker());
  }

  @Test
  void aClipElsewhereIsNamedByItsFile(@TempDir Path elsewhere) throws IOException {
    Path clip = Files.write(elsewhere.resolve("far.wav"), new byte[1]);
    Dataset dataset =
        Manifest.read(manifest("{\"audio_filepath\": \"" + clip + "\", \"text\": \"\"}"));
    assertEquals("far.wav", dataset.utterances().get(0).id());
    assertEquals("", dataset.utterances().get(0).reference());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json | not valid JSON",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"one\" | not valid JSON",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"one\"} {} | not valid JSON",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"one\", \"text\": \"two\"} | not valid JSON",
        "[1, 2] | expected a JSON object, found [1, 2]",
        "{\"audio_filepath\": \"a.wav\"} | \"text\" or \"sentence\" is missing",
        "{\"audio_filepath\": \"a.wav\", \"text\": null} | \"text\" or \"sentence\" is missing",
        "{\"text\": \"one\"} | \"audio_filepath\" or \"audio\" is missing",
        "{\"audio_filepath\": \"a.wav\", \"text\": 7} | expected text for \"text\", found 7",
        "{\"audio_filepath\": \"none.wav\", \"text\": \"\"} | no such clip: none.wav",
        "{\"audio_filepath\": \".\", \"text\": \"one\"} | no such clip: .",
        "{\"audio_filepath\": \"a\\u0000\", \"text\": \"one\"} | is no path",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"\", \"language\": 1} | for \"language\"",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"\", \"speaker\": {}} | for \"speaker\"",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"\", \"duration\": \"1\"} | for \"duration\"",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"\", \"duration\": -1} | for \"duration\"",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"\", \"duration\": 1e999} | for \"duration\"",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"\", \"offset\": -1} | for \"offset\"",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"\", \"offset\": 1, \"duration\": 0} | above 0",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"\", \"start\": 1, \"end\": 2} | no \"offset\"",
        "{\"audio_filepath\": \"a.wav\", \"text\": \"\", \"speaker\": 1.5} | for \"speaker\"",
      })
  void aBadLineIsNamedWithItsNumber(String line, String problem) throws IOException {
    String message = failure(manifest(GOOD + "\n" + line + "\n" + GOOD));
    assertTrue(message.contains("test.jsonl: line 3: "), message);
    assertTrue(message.contains(problem), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void allBadLinesAreReportedTogetherAndALongListIsCut() throws IOException {
    String message = failure(manifest("{}\n".repeat(3) + GOOD + "[]\n".repeat(9)));
    assertTrue(
        message.contains("line 1: \"audio_filepath\" or \"audio\" is missing; line 2: "), message);
    assertTrue(message.contains("line 11: "), message);
    assertFalse(message.contains("line 12: "), message);
    assertTrue(message.endsWith("; and 2 more bad lines"), message);
  }

  @Test
  void invalidUtf8IsReportedWithItsLine() throws IOException {
    Path file = manifest(GOOD);
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    byte[] bad = (GOOD + GOOD.replace("one", "?")).getBytes(StandardCharsets.ISO_8859_1);
    bad[good.length + GOOD.indexOf("one")] = (byte) 0xE4;
    Files.write(file, bad);
    String message = failure(file);
    assertTrue(message.contains("line 2: not valid UTF-8"), message);
  }

  @Test
  void deepNestingAndLongLinesAreOnlyBadLines() throws IOException {
    String message = failure(manifest("[".repeat(200_000) + "\n\"" + "x".repeat(200_000) + "\""));
    assertTrue(message.contains("line 1: not valid JSON"), message);
    assertTrue(message.contains("line 2: expected a JSON object"), message);
    assertTrue(message.length() < 1_000, message);
  }

  @Test
  void aManifestWithoutUtterancesOrThatIsNoFileIsRefused() throws IOException {
    assertTrue(failure(manifest("")).contains("no utterance"));
    assertTrue(failure(manifest("\n \n")).contains("no utterance"));
    assertTrue(failure(folder.resolve("none.jsonl")).contains("no such file"));
    assertTrue(failure(folder).contains("found a folder"));
  }

  @Test
  void clipsMayLackATextAndKeepTheirOtherFields() throws IOException {
    List<Clip> clips =
        Manifest.readClips(
            manifest(
                "{\"audio_filepath\": \"a.wav\", \"language\": \"hi\", \"other\": [1]}\n"
                    + "\n{\"audio_filepath\": \"b.wav\", \"text\": \" \"}\n"
                    + "{\"audio_filepath\": \"b.wav\", \"text\": null}\n"
                    + GOOD));
    assertEquals(List.of(false, false, false, true), clips.stream().map(Clip::hasText).toList());
    assertEquals(folder.resolve("a.wav").toAbsolutePath(), clips.get(0).audio().file());
    assertEquals(Optional.of("hi"), clips.get(0).language());
    assertEquals("[1]", clips.get(0).fields().get("other").toString());
    assertEquals(List.of("audio_filepath", "text"), List.copyOf(clips.get(3).fields().keySet()));
  }

  @Test
  void clipsWithoutATextAreCheckedInAllElse() throws IOException {
    Path file =
        manifest(
            """
            {"audio_filepath": "none.wav"}
            {"audio_filepath": "a.wav", "duration": -1}
            {"text": "one"}
            """);
    String message =
        assertThrows(SottoException.class, () -> Manifest.readClips(file)).getMessage();
    assertTrue(message.contains("line 1: no such clip: none.wav"), message);
    assertTrue(message.contains("line 2: expected seconds for \"duration\""), message);
    assertTrue(message.contains("line 3: \"audio_filepath\" or \"audio\" is missing"), message);
  }

  @Test
  void sharedManifestsAreRead() {
    Dataset dataset = Manifest.read(SharedFiles.shared("speech/hifitts/test.jsonl"));
    assertEquals("hifitts/test", dataset.name());
    assertEquals(70, dataset.utterances().size());
  }

  private static String failure(Path file) {
    SottoException error = assertThrows(SottoException.class, () -> Manifest.read(file));
    assertEquals(SottoException.Code.BAD_INPUT, error.code());
    return error.getMessage();
  }

  private Path manifest(String content) throws IOException {
    return Files.writeString(folder.resolve("test.jsonl"), content);
  }
}
