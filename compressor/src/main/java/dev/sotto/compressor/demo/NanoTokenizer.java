package dev.sotto.compressor.demo;

import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * The tokens of the nano Whisper, numbered as those of OpenAI's English-only models: 256 bytes, the
 * merges, and the control tokens, of which it has those that steer a model without languages and
 * timestamps.
 *
 * @param tokens each one's place is its id
 */
public record NanoTokenizer(BytePairs pairs, List<String> tokens) {
  static final String END = "<|endoftext|>";
  static final String START = "<|startoftranscript|>";

  /** In the order of their ids; Whisper has the token for "no speech" right before the last. */
  private static final List<String> CONTROLS =
      List.of(
          END,
          START,
          "<|translate|>",
          "<|transcribe|>",
          "<|startoflm|>",
          "<|startofprev|>",
          "<|nocaptions|>",
          "<|notimestamps|>");

  private static final int MOST_MERGES = 320;

  /** The tokenizer of {@link SentenceGrammar}. */
  public static NanoTokenizer forGrammar() {
    return of(SentenceGrammar.words());
  }

  static NanoTokenizer of(SortedSet<String> words) {
    BytePairs pairs = BytePairs.learn(words, MOST_MERGES);
    return new NanoTokenizer(
        pairs, Stream.concat(pairs.symbols().stream(), CONTROLS.stream()).toList());
  }

  /** The id of a control token such as {@code <|endoftext|>}, or of a symbol. */
  public int id(String token) {
    int id = tokens.indexOf(token);
    if (id < 0) {
      throw new IllegalArgumentException("no such token: " + token);
    }
    return id;
  }
}
