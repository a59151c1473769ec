package dev.sotto.runtime.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells which language is spoken: the softmax over the language tokens after the start token. */
public final class LanguageDetector {
  private final WhisperRunner runner;

  public LanguageDetector(WhisperRunner runner) {
    this.runner = runner;
  }

  /** For each utterance, the probability of each language token such as {@code <|en|>}. */
  public List<Map<String, Double>> detect(EncodedAudio audio) {
    DecodingTokens tokens = runner.tokens();
    long[] start = new long[audio.size()];
    Arrays.fill(start, tokens.control().start());
    try (DecoderRun run = runner.decode(audio)) {
      Logits logits = run.score(start);
      List<Map<String, Double>> languages = new ArrayList<>();
      for (int item = 0; item < audio.size(); item++) {
        languages.add(softmax(logits.row(item, 0), tokens.languages()));
      }
      return languages;
    }
  }

  private static Map<String, Double> softmax(float[] logits, Map<String, Integer> ids) {
    double max = ids.values().stream().mapToDouble(id -> logits[id]).max().orElseThrow();
    double sum = ids.values().stream().mapToDouble(id -> Math.exp(logits[id] - max)).sum();
    Map<String, Double> probabilities = new LinkedHashMap<>();
    ids.forEach((token, id) -> probabilities.put(token, Math.exp(logits[id] - max) / sum));
    return probabilities;
  }
}
