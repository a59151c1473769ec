package dev.sotto.runtime.benchmark;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.decode.search.GreedyDecoder;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** What was written, and for how long the decoder was at it. */
  private record Decoded(List<List<Integer>> tokens, double seconds) {}

  @Test
  void aSetInBatchesOfEightTakesAtMostHalfOfTheDecodersTimeOneByOne() throws IOException {
    List<float[]> windows = windows(shared("speech/hifitts/test.jsonl"));
    List<Double> single = new ArrayList<>();
    List<Double> batched = new ArrayList<>();
    try (WhisperRunner runner =
        WhisperRunner.open(shared("models/tiny.en"), SessionSettings.defaults())) {
      decode(runner, windows.subList(0, 8), 8);
      for (int round = 0; round < ROUNDS; round++) {
        Decoded one = decode(runner, windows, 1);
        Decoded eight = decode(runner, windows, 8);
        assertEquals(one.tokens(), eight.tokens());
        single.add(one.seconds());
        batched.add(eight.seconds());
      }
    }
    double ratio = median(batched) / median(single);
    System.out.printf(
        "decoder one by one %.2f s, in batches of 8 %.2f s, ratio %.2f%n",
        median(single), median(batched), ratio);
    assertTrue(ratio <= 0.5, "ratio " + ratio);
  }

  private static Decoded decode(WhisperRunner runner, List<float[]> windows, int size) {
    GreedyDecoder decoder = new GreedyDecoder(runner, DecodingOptions.defaults());
    List<List<Integer>> tokens = new ArrayList<>();
    long nanos = 0;
    for (int from = 0; from < windows.size(); from += size) {
      try (EncodedAudio audio =
          runner.encode(windows.subList(from, Math.min(from + size, windows.size())))) {
        long start = System.nanoTime();
        decoder.decode(audio).stream().map(Decoding::tokens).forEach(tokens::add);
        nanos += System.nanoTime() - start;
      }
    }
    return new Decoded(tokens, nanos / 1e9);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** The clips by length, as a transcriber would batch them. */
  private static List<float[]> windows(Path manifest) throws IOException {
    LogMel logMel = new LogMel(80);
    List<float[]> clips = new ArrayList<>();
    for (String line : Files.readAllLines(manifest)) {
      String audio = new ObjectMapper().readTree(line).get("audio_filepath").asText();
      clips.add(AudioReader.read(manifest.resolveSibling(audio)).samples());
    }
    return clips.stream()
        .sorted((a, b) -> Integer.compare(b.length, a.length))
        .map(clip -> logMel.window(clip, 0, clip.length, LogMel.WINDOW_FRAMES))
        .toList();
  }
}
