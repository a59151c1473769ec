package dev.sotto.compressor.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model's files as this project's own runtime reads them. */
class NanoModelTest {
  @TempDir private Path folder;

  private final NanoTokenizer tokenizer = NanoTokenizer.forGrammar();

  @BeforeEach
  void write() throws IOException {
    for (Map.Entry<String, byte[]> file : NanoModel.files(tokenizer).entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  @Test
  void everySentenceComesBackAndEveryWordIsOneToken() {
    try (WhisperTokenizer read = WhisperTokenizer.open(folder)) {
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 2000; i++) {
        String sentence =
            " " + SentenceGrammar.sentence(random, i % 2 == 0 ? Split.TRAINING : Split.TEST);
        List<Integer> ids = read.encode(sentence);
        assertEquals(sentence, read.decode(ids, true));
        assertEquals(sentence.split(" ", -1).length - 1, ids.size(), sentence);
        StringBuilder tokens = new StringBuilder();
        ids.forEach(id -> tokens.append(tokenizer.tokens().get(id)));
        assertEquals(sentence.replace(' ', BytePairs.SPACE), tokens.toString());
      }
    }
  }

  @Test
  void anyOtherTextComesBackByteByByte() {
    try (WhisperTokenizer read = WhisperTokenizer.open(folder)) {
      for (String text : List.of("turn on", " Zürich, 7\t€ \u0000\n", "<|endoftext|>", "नमस्ते")) {
        List<Integer> ids = read.encode(text);
        assertEquals(text, read.decode(ids, true));
        assertTrue(ids.stream().allMatch(id -> id < tokenizer.id(NanoTokenizer.END)));
      }
    }
  }

  @Test
  void controlTokensAreThoseOfTheDecodingSettings() {
    DecodingTokens tokens = DecodingTokens.read(folder);
    try (WhisperTokenizer read = WhisperTokenizer.open(folder)) {
      assertEquals(read.tokenId("<|startoftranscript|>"), tokens.control().start());
      assertEquals(read.tokenId("<|endoftext|>"), tokens.control().end());
      int noTimestamps = read.tokenId("<|notimestamps|>");
      assertEquals(OptionalInt.of(noTimestamps), tokens.control().noTimestamps());
      assertEquals(noTimestamps - 1, read.tokenId("<|nocaptions|>"));
      assertEquals(tokenizer.tokens().size() - 1, noTimestamps);
      assertEquals(" ", read.decode(List.of(tokens.suppressedAtBegin().get(0)), false));
    }
    assertEquals(tokens.control().end(), tokens.suppressedAtBegin().get(1));
    assertTrue(!tokens.multilingual() && tokens.languages().isEmpty());
    assertTrue(tokens.suppressedTokens().stream().allMatch(id -> id < tokenizer.tokens().size()));
    assertTrue(!tokens.suppressedTokens().contains(tokens.control().end()));
  }

  @Test
  void theWindowIsThreeSeconds() {
    WhisperConfig config = WhisperConfig.read(folder);
    assertEquals(300, config.windowFrames());
    assertEquals(tokenizer.tokens().size(), config.vocabularySize());
    float[] samples = new float[48_000];
    samples[47_000] = 1;
    float[] features =
        new LogMel(config.melBins()).window(samples, 0, samples.length, config.windowFrames());
    assertEquals(80 * 300, features.length);
    assertTrue(features[294] > features[100], "the click is in the last frames");
  }

  @Test
  void aMergeThatGivesAKnownSymbolGetsNoSecondNumber() {
    NanoTokenizer small = NanoTokenizer.of(new TreeSet<>(List.of("aab", "aaab", "baa", "abab")));
    assertEquals(small.tokens().size(), small.tokens().stream().distinct().count());
    assertArrayEquals(
        NanoModel.files(tokenizer).get("tokenizer.json"),
        NanoModel.files(NanoTokenizer.forGrammar()).get("tokenizer.json"));
  }
}
