package dev.sotto.runtime.benchmark;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.StageTimes;
import dev.sotto.runtime.decode.Transcriber;
import dev.sotto.runtime.decode.Transcript;
import dev.sotto.runtime.decode.Transcription;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long the decoder takes for a set one by one and in batches of eight, in turn; run with {@code
 * -Dsotto.benchmark=true}.
 */
@EnabledIfSystemProperty(named = "sotto.benchmark", matches = "true")
class BatchBenchmark {
  private static final int ROUNDS = 3;

  @Test
  void aSetInBatchesOfEightTakesAtMostHalfOfTheDecodersTimeOneByOne() throws IOException {
    List<float[]> clips = clips(shared("speech/hifitts/test.jsonl"));
    List<StageTimes> single = new ArrayList<>();
    List<StageTimes> batched = new ArrayList<>();
    try (WhisperRunner runner =
            WhisperRunner.open(shared("models/tiny.en"), SessionSettings.defaults());
        WhisperTokenizer tokenizer = WhisperTokenizer.open(shared("models/tiny.en"))) {
      Transcriber oneByOne = new Transcriber(runner, tokenizer, DecodingOptions.defaults(), 1);
      Transcriber eight = new Transcriber(runner, tokenizer, DecodingOptions.defaults(), 8);
      eight.transcribe(clips.subList(0, 8));
      for (int round = 0; round < ROUNDS; round++) {
        Transcription one = oneByOne.transcribe(clips);
        Transcription together = eight.transcribe(clips);
        assertEquals(texts(one), texts(together));
        single.add(one.times());
        batched.add(together.times());
      }
    }
    StageTimes one = median(single);
    StageTimes eight = median(batched);
    report("one by one", one);
    report("batches of 8", eight);
    double ratio = (double) eight.decoderNanos() / one.decoderNanos();
    System.out.printf("decoder ratio %.2f%n", ratio);
    assertTrue(ratio <= 0.5, "ratio " + ratio);
  }

  private static void report(String name, StageTimes times) {
    System.out.printf(
        "%-12s decoder %.2f s (prompts %.2f s, tokens %.2f s), encoder %.2f s%n",
        name,
        times.decoderNanos() / 1e9,
        times.promptNanos() / 1e9,
        times.stepNanos() / 1e9,
        times.encoderNanos() / 1e9);
  }

  private static StageTimes median(List<StageTimes> times) {
    return times.stream()
        .sorted(Comparator.comparingLong(StageTimes::decoderNanos))
        .toList()
        .get(times.size() / 2);
  }

  private static List<String> texts(Transcription transcription) {
    return transcription.transcripts().stream().map(Transcript::text).toList();
  }

  private static List<float[]> clips(Path manifest) throws IOException {
    List<float[]> clips = new ArrayList<>();
    for (String line : Files.readAllLines(manifest)) {
      String audio = new ObjectMapper().readTree(line).get("audio_filepath").asText();
      clips.add(AudioReader.read(manifest.resolveSibling(audio)).samples());
    }
    return clips;
  }
}
