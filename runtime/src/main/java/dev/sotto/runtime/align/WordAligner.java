package dev.sotto.runtime.align;

import dev.sotto.models.whisper.GenerationConfig.AlignmentHead;
import dev.sotto.runtime.align.TokenWords.Piece;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.session.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells when the words of a window were said. The decoder is fed what it wrote once more, and the
 * heads that look at the sound of a token when it is written tell where that was (OpenAI's {@code
 * whisper/timing.py}, {@code find_alignment}).
 */
public final class WordAligner {
  private static final double SECONDS_OF_A_POSITION = 0.02;

  private final List<AlignmentHead> heads;
  private final Map<Integer, String> outputs;
  private final TokenWords words;

  /**
   * @param heads that follow the sound
   * @param outputs of the decoder, by layer, that give what its cross-attention looked at
   * @param text of tokens
   */
  public WordAligner(
      List<AlignmentHead> heads,
      Map<Integer, String> outputs,
      Function<List<Integer>, String> text) {
    this.heads = List.copyOf(heads);
    this.outputs = Map.copyOf(outputs);
    this.words = new TokenWords(text);
    if (heads.isEmpty()) {
      throw new IllegalArgumentException("expected at least one head that follows the sound");
    }
  }

  /**
   * The words of one window.
   *
   * @param run on that window alone, which takes no cache of it
   * @param prompt before the text; its last token tells that there are no timestamps
   * @param written text tokens, without timestamps and the end
   * @param end the token that ends a text
   * @param seconds of sound in the window
   * @param language code of what is spoken
   */
  public List<Word> align(
      DecoderRun run,
      List<Integer> prompt,
      List<Integer> written,
      int end,
      double seconds,
      String language) {
    if (written.isEmpty()) {
      return List.of();
    }
    List<Integer> tokens = new ArrayList<>(prompt);
    tokens.addAll(written);
    tokens.add(end);
    double[][] costs = costs(run, tokens, seconds);
    // The row before a token is that in which it was chosen; the last one chose the end.
    double[][] choosing = new double[written.size() + 1][];
    System.arraycopy(costs, prompt.size() - 1, choosing, 0, choosing.length);
    int[] began = TimeWarping.firstColumns(choosing);
    List<Word> found = new ArrayList<>();
    int token = 0;
    for (Piece piece : words.of(written, language)) {
      double from = began[token] * SECONDS_OF_A_POSITION;
      token += piece.tokens();
      double to = Math.min(seconds, began[token] * SECONDS_OF_A_POSITION);
      found.add(new Word(piece.text(), Math.min(from, to), to));
    }
    return found;
  }

  private double[][] costs(DecoderRun run, List<Integer> tokens, double seconds) {
    List<double[][]> looked = new ArrayList<>();
    Map<Integer, List<AlignmentHead>> layers =
        heads.stream().collect(Collectors.groupingBy(AlignmentHead::layer));
    run.score(
        tokens.stream().mapToLong(Integer::longValue).toArray(),
        layers.keySet().stream().map(outputs::get).toList(),
        results ->
            layers.forEach(
                (layer, some) ->
                    looked.addAll(heads(results.get(outputs.get(layer)), some, tokens.size()))));
    double[][] first = looked.get(0);
    int sounding = (int) Math.ceil(seconds / SECONDS_OF_A_POSITION);
    int positions = Math.max(1, Math.min(first[0].length, sounding));
    return Attention.costs(looked, positions);
  }

  /**
   * The shares of some heads of a layer, [T, S] each, of those of all: [1, H, T, S] or [H, T, S].
   */
  private static List<double[][]> heads(Value all, List<AlignmentHead> some, int tokens) {
    long[] shape = all.shape();
    int positions = Math.toIntExact(shape[shape.length - 1]);
    float[] values = all.toFloats();
    return some.stream().map(head -> head(values, head.head(), tokens, positions)).toList();
  }

  private static double[][] head(float[] values, int head, int tokens, int positions) {
    double[][] shares = new double[tokens][positions];
    for (int token = 0; token < tokens; token++) {
      for (int position = 0; position < positions; position++) {
        shares[token][position] = values[(head * tokens + token) * positions + position];
      }
    }
    return shares;
  }
}
