package dev.sotto.compressor.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.audio.AudioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataTest {
  @TempDir private Path folder;

  private Path written(String name, DemoData data) throws IOException {
    assumeTrue(Espeak.isAvailable(), "espeak-ng is not installed");
    Path out = Files.createDirectory(folder.resolve(name));
    data.write(out, Progress.NONE);
    return out;
  }

  private static List<Utterance> utterances(Path data, Split split) {
    return Manifest.read(data.resolve(DemoData.manifest(split))).utterances();
  }

  @Test
  void manifestsAndClipsAgree() throws IOException {
    Path data = written("data", new DemoData(8, 4, 0, 1));
    assertEquals(8, utterances(data, Split.TRAINING).size());
    assertEquals(4, utterances(data, Split.TEST).size());
    for (Split split : Split.values()) {
      for (Utterance utterance : utterances(data, split)) {
        assertEquals(split, Split.of(utterance.reference()));
        assertTrue(VoiceNames.of(split).contains(utterance.speaker().orElseThrow()));
        double seconds = AudioReader.read(utterance.audio()).seconds();
        assertEquals(utterance.durationSeconds().orElseThrow(), seconds, 1e-3);
        assertTrue(seconds < 3, utterance + " does not fit the window");
      }
    }
  }

  @Test
  void theSeedDecidesEveryByteAndMoreTrainingLeavesTheTestAlone() throws IOException {
    Path once = written("once", new DemoData(4, 3, 0, 2));
    Path again = written("again", new DemoData(4, 3, 0, 2));
    Path more = written("more", new DemoData(6, 3, 0, 2));
    assertEquals(files(once), files(again));
    for (String file : files(once)) {
      assertArrayEquals(
          Files.readAllBytes(once.resolve(file)), Files.readAllBytes(again.resolve(file)), file);
    }
    for (String file : Set.of("test.jsonl", "clips/test-00003.wav", "clips/train-00004.wav")) {
      assertArrayEquals(
          Files.readAllBytes(once.resolve(file)), Files.readAllBytes(more.resolve(file)), file);
    }
  }

  private static Set<String> files(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .collect(Collectors.toSet());
    }
  }

  @Test
  void aSlowVoiceHurriesToFitTheWindow() {
    assumeTrue(Espeak.isAvailable(), "espeak-ng is not installed");
    Voice slow = new Voice("en-gb+m4", 80, 50);
    float[] samples = SpeechSynthesis.speak("remind me to call my brother tomorrow", slow);
    assertTrue(samples.length > 16_000 && samples.length <= 1.05 * 2.2 * 16_000);
    assertTrue(Math.abs(samples[0]) >= 1e-3f, "silence is cut off");
  }

  @Test
  void aMissingSynthesizerIsOneLineThatSaysWhatToInstall() {
    SottoException e =
        assertThrows(SottoException.class, () -> SpeechSynthesis.run(List.of("no-such-espeak-ng")));
    assertEquals(
        "expected espeak-ng (Debian package espeak-ng) on the PATH, found none; install it",
        e.getMessage());
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertFalse(e.getMessage().contains("\n"));
  }

  @Test
  void noClipsAreNoData() {
    assertThrows(SottoException.class, () -> new DemoData(0, 1, 0, 1));
    assertThrows(SottoException.class, () -> new DemoData(1, 0, 0, 1));
  }
}
