package dev.sotto.eval.gate;

import dev.sotto.eval.compare.SampleSize;
import dev.sotto.eval.compare.WerIncrease;
import dev.sotto.eval.result.Formats;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What an increase in error rate means for a margin.
 *
 * @param unchanged whether both heard the same in every utterance
 * @param margin a fraction
 * @param power of the two numbers of utterances
 * @param enoughIfUnchanged utterances that are enough to show a candidate non-inferior that truly
 *     hears as well as the baseline; empty if the margin is not above 0
 * @param enoughIfAsObserved utterances that are enough for a verdict if the increase truly is what
 *     was observed; empty if that is the margin
 */
public record WerDecision(
    WerIncrease increase,
    boolean unchanged,
    double margin,
    double power,
    OptionalLong enoughIfUnchanged,
    OptionalLong enoughIfAsObserved) {
  public WerDecision {
    Objects.requireNonNull(increase);
    Objects.requireNonNull(enoughIfUnchanged);
    Objects.requireNonNull(enoughIfAsObserved);
  }

  static WerDecision of(WerIncrease increase, boolean unchanged, double margin, double power) {
    SampleSize size = new SampleSize(increase.bounds().confidence(), power);
    return new WerDecision(
        increase,
        unchanged,
        margin,
        power,
        margin > 0 ? size.enough(increase, margin, 0) : OptionalLong.empty(),
        size.enough(increase, margin, increase.observed()));
  }

  /**
   * The verdict. Where nothing changed there is nothing to infer, unless the candidate must be
   * better.
   */
  public Verdict verdict() {
    return unchanged && margin >= 0 ? Verdict.UNCHANGED : Verdict.of(increase, margin);
  }

  /** One sentence without a full stop. */
  String explanation() {
    String observed =
        "%s %s (%s to %s on %d utterances)"
            .formatted(
                increase.measure().shortRate(),
                points(increase.observed()),
                Formats.percent(increase.baseline()),
                Formats.percent(increase.candidate()),
                increase.utterances());
    String confidence =
        String.format(
            Locale.ROOT, "with %s %% confidence", plain(100 * increase.bounds().confidence()));
    return switch (verdict()) {
      case UNCHANGED ->
          "every hypothesis is the same as before, as far as it is scored: %s %s on %d utterances; allowed %s"
              .formatted(
                  increase.measure().shortRate(),
                  Formats.percent(increase.candidate()),
                  increase.utterances(),
                  points(margin));
      case NON_INFERIOR ->
          observed
              + ", %s at most %s; allowed %s"
                  .formatted(confidence, points(increase.bounds().high()), points(margin));
      case WORSE ->
          observed
              + ", %s at least %s; allowed %s"
                  .formatted(confidence, points(increase.bounds().low()), points(margin));
      case UNDECIDED ->
          observed
              + ", but %s to %s fit as well; allowed %s; too little data to say: %s"
                  .formatted(
                      points(increase.bounds().low()),
                      points(increase.bounds().high()),
                      points(margin),
                      enough());
    };
  }

  /** How many utterances are enough, in words. */
  String enough() {
    String likely =
        enoughIfUnchanged.isPresent()
            ? "about %d utterances like these are enough if nothing changed"
                .formatted(enoughIfUnchanged.getAsLong())
            : "the margin leaves no room for a candidate that is only as good";
    return likely
        + (enoughIfAsObserved.isPresent()
            ? ", about %d if the change is as observed".formatted(enoughIfAsObserved.getAsLong())
            : ", no number if the change is as observed");
  }

  private static String points(double increase) {
    return Unit.POINTS.show(increase);
  }

  /** Without the zeros that 95.0 ends in. */
  private static String plain(double number) {
    return String.format(Locale.ROOT, "%.2f", number).replaceAll("\\.?0+$", "");
  }
}
