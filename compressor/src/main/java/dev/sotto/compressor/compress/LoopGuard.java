package dev.sotto.compressor.compress;

import dev.sotto.compressor.compress.LoopEvidence.Signs;
import dev.sotto.compressor.compress.LoopEvidence.Worst;
import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.score.Scorer;
import dev.sotto.eval.signs.HallucinationSigns;
import dev.sotto.eval.signs.HeardText;
import dev.sotto.runtime.decode.search.CompressionRatio;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells a model that loops from one that only hears worse. Too much removed from Whisper's decoder
 * shows first as a phrase that is written until the window ends, on some clips; a word error rate
 * of a few points more can hide that.
 *
 * <p>A model loops if either holds, in comparison with the dense model on the same clips:
 *
 * <ul>
 *   <li><b>Repetition</b>: the clips that repeat themselves, by the signs of {@link
 *       dev.sotto.eval.signs}, are more by over one in a hundred of all clips. Dense models repeat
 *       themselves on a clip now and then; in fewer than a hundred clips any one more counts.
 *   <li><b>Insertion</b>: the words inserted are more than twice as many, by over five of a hundred
 *       words said, and by at least ten. One loop writes a hundred words or more, so that one clip
 *       in a hundred adds ten points; a model that hears worse, without loops, adds one to three.
 * </ul>
 */
final class LoopGuard {
  private static final double REPEATING = 0.01;
  private static final double INSERTED = 0.05;
  private static final long TIMES = 2;
  private static final long FEWEST = 10;
  private static final int EXCERPT = 60;

  private LoopGuard() {}

  private record Inputs(String dense, String candidate, int version) {}

  /** The comparison as a step; the names of stages tell all that they are made from. */
  static Step<LoopEvidence> step(Stage<EvalResult> dense, Stage<EvalResult> candidate) {
    return Step.of(
        "guarded",
        new Inputs(
            dense.folder().getFileName().toString(),
            candidate.folder().getFileName().toString(),
            2),
        LoopEvidence.class,
        output -> compare(dense.result(), candidate.result()));
  }

  /** Compares two evaluations on the same data. */
  static LoopEvidence compare(EvalResult dense, EvalResult candidate) {
    HallucinationSigns before = HallucinationSigns.of(heard(dense));
    List<HeardText> texts = heard(candidate);
    HallucinationSigns after = HallucinationSigns.of(texts);
    Signs usual = signs(before);
    Signs now = signs(after);
    long said = after.units().referenceLength();
    return new LoopEvidence(
        loops(usual, now, texts.size(), said),
        texts.size(),
        said,
        usual,
        now,
        worst(texts, before, after));
  }

  private static Signs signs(HallucinationSigns signs) {
    return new Signs(signs.loops().size(), signs.units().insertions());
  }

  /** The rule. */
  static boolean loops(Signs dense, Signs candidate, int clips, long said) {
    boolean repeats = candidate.repeating() - dense.repeating() > REPEATING * clips;
    long more = candidate.inserted() - dense.inserted();
    boolean inserts =
        candidate.inserted() > TIMES * dense.inserted() && more > INSERTED * said && more >= FEWEST;
    return repeats || inserts;
  }

  private static List<HeardText> heard(EvalResult result) {
    List<TextPair> pairs = result.pairs();
    Scorer scorer = Scorer.of(result.scoring().normalizer(), pairs);
    Set<String> loops = result.loops();
    return pairs.stream()
        .map(pair -> HeardText.of(pair, scorer, loops.contains(pair.id())))
        .toList();
  }

  /** Of the clips that repeat themselves only now, or else of all, the one with most inserted. */
  private static Worst worst(
      List<HeardText> texts, HallucinationSigns before, HallucinationSigns after) {
    Set<String> fresh = new HashSet<>(after.loops());
    before.loops().forEach(fresh::remove);
    HeardText worst =
        texts.stream()
            .filter(heard -> fresh.isEmpty() || fresh.contains(heard.id()))
            .max(
                Comparator.comparingLong((HeardText heard) -> heard.score().units().insertions())
                    .thenComparingDouble(heard -> CompressionRatio.of(heard.hypothesis())))
            .orElseThrow();
    return new Worst(
        worst.id(),
        excerpt(worst.hypothesis()),
        worst.score().units().insertions(),
        CompressionRatio.of(worst.hypothesis()));
  }

  private static String excerpt(String said) {
    String text = said.replaceAll("\\p{C}+", " ");
    return text.codePointCount(0, text.length()) <= EXCERPT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, EXCERPT)) + "...";
  }
}
