package dev.sotto.compressor.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens one after the other against the model that computes all of them anew for each. */
class GreedyWritingTest {
  private static final int[] PROMPT = {151, 152, 155, 159};
  private static final int MOST = 12;

  @TempDir Path folder;

  private static Batch batch(List<int[]> tokens) {
    return new Batch(
        Fixtures.MEL_BINS,
        Fixtures.FRAMES,
        List.of(Fixtures.logMel(0), Fixtures.logMel(1)),
        List.of(70, Fixtures.FRAMES),
        tokens,
        PROMPT.length);
  }

  /** With {@code tokens} behind the prompt, and one more, which is not read. */
  private static int[] said(List<Integer> tokens) {
    return IntStream.concat(
            IntStream.concat(Arrays.stream(PROMPT), tokens.stream().mapToInt(Integer::intValue)),
            IntStream.of(0))
        .toArray();
  }

  private record Model(ModelSizes sizes, Parameters parameters) {
    int[][] write(boolean[] suppressed, int end) {
      return new TrainingEngine(sizes, parameters, Objective.plain(), Optional.empty())
          .decode(batch(List.of(said(List.of()), said(List.of()))), suppressed, end, MOST);
    }

    /** The scores of what follows {@code tokens} of a clip. */
    float[] next(int clip, List<Integer> tokens) {
      float[] logits =
          new TorchOutputs(sizes, parameters).logits(batch(List.of(said(tokens), said(tokens))));
      int length = PROMPT.length + tokens.size();
      int vocabulary = logits.length / 2 / length;
      int from = ((clip + 1) * length - 1) * vocabulary;
      return Arrays.copyOfRange(logits, from, from + vocabulary);
    }
  }

  private Model model(String fixture) {
    WhisperModel model =
        Exports.open(Fixtures.folder(fixture, true, folder.resolve(fixture))).read();
    return new Model(ModelSizes.of(model), Parameters.of(model));
  }

  @ParameterizedTest
  @ValueSource(strings = {Fixtures.REFERENCE, "a11-pruned-free"})
  void eachTokenIsTheMostLikelyOneOfThoseThatMayFollow(String fixture) {
    Model model = model(fixture);
    boolean[] suppressed = new boolean[model.next(0, List.of()).length];
    // What would be said first, and the end.
    suppressed[greatest(model.next(0, List.of()), suppressed)] = true;
    suppressed[150] = true;
    int[][] written = model.write(suppressed, 150);
    // A text of one token only would say nothing of what is kept for the next.
    assertTrue(Arrays.stream(written).flatMapToInt(Arrays::stream).distinct().count() > 4);
    for (int clip = 0; clip < written.length; clip++) {
      assertEquals(MOST, written[clip].length);
      for (int t = 0; t < MOST; t++) {
        List<Integer> before = Arrays.stream(written[clip]).limit(t).boxed().toList();
        int expected = greatest(model.next(clip, before), suppressed);
        assertEquals(expected, written[clip][t], fixture + " clip " + clip + " token " + t);
      }
    }
  }

  private static int greatest(float[] scores, boolean[] suppressed) {
    int greatest = -1;
    for (int token = 0; token < scores.length; token++) {
      if (!suppressed[token] && (greatest < 0 || scores[token] > scores[greatest])) {
        greatest = token;
      }
    }
    return greatest;
  }

  @Test
  void aTextEndsBeforeTheEndTokenAndTheOthersGoOn() {
    Model model = model(Fixtures.REFERENCE);
    boolean[] none = new boolean[model.next(0, List.of()).length];
    int[][] whole = model.write(none, -1);
    assertTrue(Arrays.stream(whole).allMatch(text -> text.length == MOST));
    int end = whole[0][3];
    int[][] ended = model.write(none, end);
    for (int clip = 0; clip < whole.length; clip++) {
      int[] expected = whole[clip];
      int length =
          IntStream.range(0, MOST).filter(t -> expected[t] == end).findFirst().orElse(MOST);
      assertArrayEquals(Arrays.copyOf(expected, length), ended[clip]);
    }
  }
}
