package dev.sotto.compressor.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Evaluation;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInTest {
  @TempDir Path folder;
  private BuiltInFolder builtIn;

  @BeforeEach
  void unpack() {
    builtIn = BuiltInFolder.unpack(folder.resolve("built-in"));
  }

  @Test
  void theModelHearsItsTestClips() {
    EvalResult result =
        Evaluation.run(
            Exports.open(builtIn.model()),
            Manifest.read(builtIn.test()),
            EvaluationSettings.defaults(),
            Progress.NONE);
    assertTrue(result.errorRate().words().referenceLength() > 200);
    assertTrue(result.errorRate().wer() <= 0.03, () -> result.errorRate().words().toString());
  }

  @Test
  void noSentenceAndNoVoiceOfTheTestIsTrainedOn() {
    Dataset train = Manifest.read(builtIn.train());
    Dataset test = Manifest.read(builtIn.test());
    assertEquals(Set.of(), common(train, test, Utterance::reference));
    assertEquals(Set.of(), common(train, test, clip -> clip.speaker().orElseThrow()));
  }

  private static Set<String> common(Dataset a, Dataset b, Function<Utterance, String> part) {
    Set<String> both = a.utterances().stream().map(part).collect(Collectors.toSet());
    both.retainAll(new HashSet<>(b.utterances().stream().map(part).toList()));
    return both;
  }

  @Test
  void allOfItTakesAtMostTenMegabytes() throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(builtIn.folder())) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    assertTrue(bytes > 4_000_000 && bytes <= 10_000_000, bytes + " bytes");
  }
}
