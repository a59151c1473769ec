package dev.sotto.compressor.train.data;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.util.ArrayList;
import java.util.List;

/** What a decoder is taught, or forced to write, of a clip: prompt, text and end token. */
public record ClipTokens(
    WhisperTokenizer tokenizer, DecodingTokens decoding, WhisperConfig config) {

  /**
   * Puts the tokens of a text between a prompt and the end.
   *
   * @throws SottoException if the text is empty
   */
  public List<Integer> of(List<Integer> prompt, String text) {
    List<Integer> tokens = new ArrayList<>(prompt);
    tokens.addAll(text(text.strip()));
    tokens.add(decoding.control().end());
    return tokens;
  }

  private List<Integer> text(String text) {
    if (text.isEmpty()) {
      throw new SottoException(SottoException.Code.BAD_INPUT, "its text is empty");
    }
    // Whisper's texts begin with a space, and so do the tokens of words.
    return tokenizer.encode(" " + text);
  }

  /**
   * Tokens, prompt and end included, that the decoder has positions for: every token predicts the
   * next, so the end is not fed.
   */
  public int most() {
    return config.maxTargetPositions() + 1;
  }
}
