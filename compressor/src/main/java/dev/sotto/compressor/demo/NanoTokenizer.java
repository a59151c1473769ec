package dev.sotto.compressor.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * The tokens of the nano Whisper, numbered as those of OpenAI's English-only models: 256 bytes, the
 * merges, and the control tokens, of which it has those that steer a model without languages and
 * timestamps.
 */
public final class NanoTokenizer {
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

  private final BytePairs pairs;
  private final List<String> tokens;

  private NanoTokenizer(BytePairs pairs) {
    this.pairs = pairs;
    List<String> all = new ArrayList<>(pairs.symbols());
    all.addAll(CONTROLS);
    this.tokens = List.copyOf(all);
  }

  /** The tokenizer of {@link SentenceGrammar}. */
  public static NanoTokenizer forGrammar() {
    return of(SentenceGrammar.words());
  }

  static NanoTokenizer of(SortedSet<String> words) {
    return new NanoTokenizer(BytePairs.learn(words, MOST_MERGES));
  }

  /** The tokens; each one's place is its id. */
  public List<String> tokens() {
    return tokens;
  }

  /** The id of a control token such as {@code <|endoftext|>}, or of a symbol. */
  public int id(String token) {
    int id = tokens.indexOf(token);
    if (id < 0) {
      throw new IllegalArgumentException("no such token: " + token);
    }
    return id;
  }

  BytePairs pairs() {
    return pairs;
  }
}
