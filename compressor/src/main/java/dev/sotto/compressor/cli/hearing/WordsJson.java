package dev.sotto.compressor.cli.hearing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.runtime.align.Word;
import java.util.List;

/**
 * When words were said, as JSON: {@code words} with {@code word}, {@code start} and {@code end}.
 */
public final class WordsJson {
  private WordsJson() {}

  /** Adds them to {@code json}, if there are any. */
  public static void write(ObjectNode json, List<Word> words) {
    if (words.isEmpty()) {
      return;
    }
    ArrayNode rows = json.putArray("words");
    for (Word word : words) {
      rows.addObject()
          .put("word", word.text())
          .put("start", hundredths(word.startSeconds()))
          .put("end", hundredths(word.endSeconds()));
    }
  }

  /** Positions lie a fiftieth of a second apart. */
  private static double hundredths(double seconds) {
    return Math.round(100 * seconds) / 100.0;
  }
}
