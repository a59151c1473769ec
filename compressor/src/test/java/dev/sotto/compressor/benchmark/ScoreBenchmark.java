package dev.sotto.compressor.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.pairs.PairedTexts;
import dev.sotto.eval.dataset.pairs.TextPairs;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.TextEvaluation;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.models.json.JsonFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long 100,000 utterances take from the file of pairs to the JSON of the result; run with
 * {@code -Dsotto.benchmark=true -Dsotto.test.jvm=-Xmx1g}.
 */
@EnabledIfSystemProperty(named = "sotto.benchmark", matches = "true")
class ScoreBenchmark {
  private static final int UTTERANCES = 100_000;
  private static final int WORDS = 18;
  private static final List<String> SPECIAL = List.of("twenty-three", "colour,", "isn't", "$5");
  private static final double MOST_SECONDS = 10;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"whisper-english", "mark-preserving"})
  void aHundredThousandUtterancesTakeLessThanTenSeconds(String normalizer) throws IOException {
    Path file = folder.resolve("pairs.jsonl");
    write(file);
    long start = System.nanoTime();
    long startOfProcessor = processorNanos();
    PairedTexts texts = TextPairs.read(file, DatasetOptions.defaults());
    EvalResult result =
        TextEvaluation.run(
            texts,
            new ModelIdentity("benchmark", Map.of()),
            EvaluationSettings.defaults().withNormalizer(Normalizers.of(normalizer)));
    int bytes = JsonFiles.write(EvalJson.of(result)).length;
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "score %d utterances with %s: %.1f s, %.1f s of processor time, %d MB of JSON, heap limit %d MiB%n",
        UTTERANCES,
        normalizer,
        seconds,
        (processorNanos() - startOfProcessor) / 1e9,
        bytes / 1_000_000,
        Runtime.getRuntime().maxMemory() >> 20);
    assertEquals(UTTERANCES, result.utterances().size());
    assertTrue(seconds < MOST_SECONDS, "took " + seconds + " s");
  }

  /** Sentences with capitals, points, numbers and contractions, nine words in ten heard right. */
  private static void write(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      for (int i = 0; i < UTTERANCES; i++) {
        StringBuilder said = new StringBuilder("The");
        StringBuilder heard = new StringBuilder("the");
        for (int word = 0; word < WORDS; word++) {
          String next = word(random);
          said.append(' ').append(next);
          int chance = random.nextInt(20);
          if (chance > 0) {
            heard.append(' ').append(chance == 1 ? "other" : next);
          }
        }
        lines.write(
            "{\"id\": \"u%d\", \"reference\": \"%s.\", \"hypothesis\": \"%s\", \"speaker\": \"s%d\"}%n"
                .formatted(i, said, heard, i % 300));
      }
    }
  }

  private static String word(SplittableRandom random) {
    int kind = random.nextInt(30);
    if (kind < SPECIAL.size()) {
      return SPECIAL.get(kind);
    }
    StringBuilder word = new StringBuilder();
    for (int syllable = 0; syllable <= random.nextInt(3); syllable++) {
      word.append("bdfglmnprst".charAt(random.nextInt(11)))
          .append("aeiou".charAt(random.nextInt(5)));
    }
    return word.toString();
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
