package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordTimesTest {
  /** Where faster-whisper 1.2.1 has the words begin, of the same weights in float32. */
  private static final double[] BEGINNINGS = {
    0.0, 0.76, 1.06, 1.46, 1.76, 2.26, 3.88, 4.52, 5.7, 6.02, 6.36, 6.76, 7.02, 7.26, 8.06, 8.66,
    8.94, 9.28, 9.5, 9.72, 9.92, 10.22
  };

  private static JsonNode words(Object... arguments) throws IOException {
    return new ObjectMapper().readTree(CliRun.of(arguments).ok().out()).findPath("words");
  }

  @Test
  void wordsBeginWhereAnotherImplementationHasThem() throws IOException {
    Path model = SharedFiles.shared("models/tiny.en");
    Path speech = SharedFiles.shared("speech/jfk/jfk.wav");
    JsonNode words = words("transcribe", model, speech, "--word-times", "--json");
    assertEquals(BEGINNINGS.length, words.size());
    List<Double> starts = new ArrayList<>();
    words.forEach(word -> starts.add(word.path("start").asDouble()));
    int far = 0;
    for (int word = 0; word < BEGINNINGS.length; word++) {
      // Its text has other punctuation, which takes tokens and so moves what is beside it.
      far += Math.abs(BEGINNINGS[word] - starts.get(word)) > 0.05 ? 1 : 0;
    }
    assertTrue(far <= 1, starts::toString);
    assertEquals(" country.", words.get(words.size() - 1).path("word").asText());
  }

  @Test
  void wordsOfAnyModelFollowOneAnotherAndMakeUpTheText(@TempDir Path folder) throws IOException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    Path clip = data.folder().resolve("clips/test-00008.wav");
    CliRun run = CliRun.of("transcribe", data.model(), clip, "--word-times", "--json").ok();
    JsonNode window = new ObjectMapper().readTree(run.out()).findPath("windows").get(0);
    StringBuilder text = new StringBuilder();
    double before = 0;
    for (JsonNode word : window.path("words")) {
      text.append(word.path("word").asText());
      assertTrue(word.path("start").asDouble() >= before, window::toString);
      assertTrue(word.path("end").asDouble() >= word.path("start").asDouble());
      before = word.path("start").asDouble();
    }
    assertEquals(window.path("text").asText(), text.toString());
    assertTrue(before <= window.path("endSeconds").asDouble());
  }

  @Test
  void wordsOfALongRecordingStandInTheirStretches() throws IOException {
    Path model = SharedFiles.shared("models/tiny.en");
    Path speech = SharedFiles.shared("speech/jfk/jfk.wav");
    CliRun run = CliRun.of("transcribe", model, speech, "--long", "--word-times", "--json").ok();
    JsonNode segments = new ObjectMapper().readTree(run.out()).findPath("segments");
    assertTrue(segments.size() > 1, segments::toString);
    List<Double> starts = new ArrayList<>();
    for (JsonNode segment : segments) {
      StringBuilder text = new StringBuilder();
      for (JsonNode word : segment.path("words")) {
        text.append(word.path("word").asText());
        starts.add(word.path("start").asDouble());
      }
      assertEquals(segment.path("text").asText(), text.toString());
    }
    assertEquals(BEGINNINGS.length, starts.size());
    int far = 0;
    for (int word = 0; word < BEGINNINGS.length; word++) {
      far += Math.abs(BEGINNINGS[word] - starts.get(word)) > 0.05 ? 1 : 0;
    }
    assertTrue(far <= 1, starts::toString);
  }

  @Test
  void timesOfWordsStandInJsonAlone(@TempDir Path folder) {
    CliRun.of("transcribe", folder, folder.resolve("a.wav"), "--word-times", "--format", "srt")
        .failsWith(2, "expected --format json or --json, found neither");
  }
}
