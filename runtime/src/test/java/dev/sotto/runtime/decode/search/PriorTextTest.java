package dev.sotto.runtime.decode.search;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.runtime.decode.Prompting;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With the tokenizer of tiny.en, whose {@code <|startofprev|>} is 50360. */
class PriorTextTest {
  private static final int START = 50_360;

  private static List<Integer> tokens(Prompting prompting, List<Integer> written, int positions) {
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(shared("models/tiny.en"))) {
      return PriorText.tokens(tokenizer, prompting, written, positions);
    }
  }

  private static List<Integer> encoded(String text) {
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(shared("models/tiny.en"))) {
      return tokenizer.encode(text);
    }
  }

  @Test
  void nothingGivesNoTokens() {
    assertEquals(List.of(), tokens(Prompting.none(), List.of(), 448));
    Prompting blank = new Prompting(Optional.of(" "), Optional.of(""), false);
    assertEquals(List.of(), tokens(blank, List.of(), 448));
  }

  @Test
  void hotwordsThenThePromptThenWhatWasWritten() {
    Prompting prompting =
        new Prompting(Optional.of("Mr. Dashwood said"), Optional.of(" Willoughby "), false);
    List<Integer> expected = new ArrayList<>(List.of(START));
    expected.addAll(encoded(" Willoughby"));
    expected.addAll(encoded(" Mr. Dashwood said"));
    expected.addAll(List.of(5, 6));
    assertEquals(expected, tokens(prompting, List.of(5, 6), 448));
  }

  /** {@code prompt_tokens[-(n_ctx // 2 - 1):]} of OpenAI's decoding.py. */
  @Test
  void ofALongTextTheEndStays() {
    List<Integer> written = new ArrayList<>(Collections.nCopies(300, 7));
    written.set(299, 8);
    List<Integer> shown = tokens(Prompting.none(), written, 448);
    assertEquals(224, shown.size());
    assertEquals(START, shown.get(0));
    assertEquals(8, shown.get(223));
  }
}
