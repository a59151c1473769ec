package dev.sotto.eval.signs;

import dev.sotto.eval.wer.EditCounts;
import java.util.List;
import java.util.function.Predicate;

/**
 * The signs in what a recogniser heard; see the description of this package.
 *
 * @param units all edits of all utterances, in words or characters as each is measured
 * @param loops ids of utterances whose text repeats itself as the reference does not, or was cut
 *     where it began to
 * @param empty ids of utterances in which something was said and nothing heard
 * @param invented ids of utterances in which nothing was said and something heard
 */
public record HallucinationSigns(
    EditCounts units, List<String> loops, List<String> empty, List<String> invented) {
  public HallucinationSigns {
    loops = List.copyOf(loops);
    empty = List.copyOf(empty);
    invented = List.copyOf(invented);
  }

  public static HallucinationSigns of(List<HeardText> utterances) {
    return new HallucinationSigns(
        utterances.stream()
            .map(heard -> heard.score().units())
            .reduce(EditCounts.NONE, EditCounts::plus),
        ids(utterances, HallucinationSigns::loops),
        ids(utterances, heard -> said(heard) && !written(heard)),
        ids(utterances, heard -> !said(heard) && written(heard)));
  }

  /** What was inserted over what was said, a fraction; may exceed 1. */
  public double insertionRate() {
    return units.insertionRate();
  }

  private static boolean loops(HeardText heard) {
    return heard.looped()
        || PhraseLoop.in(heard)
        || TooRegular.in(heard.reference(), heard.hypothesis());
  }

  private static boolean said(HeardText heard) {
    return heard.score().units().referenceLength() > 0;
  }

  private static boolean written(HeardText heard) {
    return heard.score().units().hypothesisLength() > 0;
  }

  private static List<String> ids(List<HeardText> utterances, Predicate<HeardText> sign) {
    return utterances.stream().filter(sign).map(HeardText::id).toList();
  }
}
