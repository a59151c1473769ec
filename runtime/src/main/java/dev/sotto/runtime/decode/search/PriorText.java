package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.Prompting;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokens that stand in front of a prompt: {@code <|startofprev|>} and what counts as written
 * just before, hotwords first. As OpenAI's Whisper has it, there are at most half as many as the
 * decoder has positions, and of a longer text the end stays.
 */
final class PriorText {
  private static final String START_OF_PREVIOUS = "<|startofprev|>";

  private PriorText() {}

  /**
   * None where there is nothing to show.
   *
   * @param written tokens of a text that was written before, after hotwords and prompt
   * @param positions of the decoder
   * @throws dev.sotto.models.SottoException if the tokenizer has no token for a byte of the texts,
   *     or none that starts them
   */
  static List<Integer> tokens(
      WhisperTokenizer tokenizer, Prompting prompting, List<Integer> written, int positions) {
    int room = Math.max(0, positions / 2 - 1);
    List<Integer> text = new ArrayList<>();
    prompting.prompt().ifPresent(prompt -> text.addAll(tokenizer.encode(" " + prompt)));
    text.addAll(written);
    List<Integer> words = new ArrayList<>();
    prompting.hotwords().ifPresent(hotwords -> words.addAll(tokenizer.encode(" " + hotwords)));
    List<Integer> shown = new ArrayList<>(words.subList(0, Math.min(words.size(), room)));
    int left = room - shown.size();
    shown.addAll(text.subList(Math.max(0, text.size() - left), text.size()));
    if (!shown.isEmpty()) {
      shown.add(0, tokenizer.tokenId(START_OF_PREVIOUS));
    }
    return List.copyOf(shown);
  }
}
