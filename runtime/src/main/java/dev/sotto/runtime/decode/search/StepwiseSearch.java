package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.search.NextToken.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Writes one or several sequences for each utterance, each by itself, one token at a time.
 *
 * <p>A batch runs until its last sequence is done. Those that are done before are fed the end
 * token, and what the decoder says of them is ignored: taking them out would copy every cache
 * tensor.
 */
record StepwiseSearch(SearchSpace space, int copies) {

  /** How one sequence goes on. */
  interface Picker {
    Choice pick(NextToken next);
  }

  /**
   * Writes {@code copies} sequences for each utterance.
   *
   * @param pickers of each copy by its number
   * @return the sequences of each utterance
   */
  List<List<Sequence>> run(SearchSpace.Begun begun, int utterances, IntFunction<Picker> pickers) {
    int rows = utterances * copies;
    List<Sequence> sequences = new ArrayList<>();
    List<Picker> picked = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      sequences.add(new Sequence());
      picked.add(pickers.apply(row % copies));
      space.next().read(begun.logits(), row / copies, List.of());
      extend(sequences, row, picked.get(row).pick(space.next()));
    }
    begun.run().select(IntStream.range(0, rows).map(row -> row / copies).toArray());
    ToLongFunction<Sequence> last = s -> s.isDone() ? space.endToken() : s.last();
    for (int step = 1; step < begun.limit() && !allDone(sequences); step++) {
      var logits = begun.run().step(sequences.stream().mapToLong(last).toArray());
      for (int row = 0; row < rows; row++) {
        if (!sequences.get(row).isDone()) {
          space.next().read(logits, row, sequences.get(row).tokens());
          extend(sequences, row, picked.get(row).pick(space.next()));
        }
      }
    }
    return IntStream.range(0, utterances)
        .mapToObj(item -> List.copyOf(sequences.subList(item * copies, (item + 1) * copies)))
        .toList();
  }

  private void extend(List<Sequence> sequences, int row, Choice choice) {
    sequences.get(row).add(choice, space.endToken());
    sequences.set(row, sequences.get(row).cutIfLooping(space.loops()));
  }

  private static boolean allDone(List<Sequence> sequences) {
    return sequences.stream().allMatch(Sequence::isDone);
  }
}
