package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparison;
import dev.sotto.eval.signs.HallucinationSigns;
import dev.sotto.eval.signs.Sign;
import java.util.List;

/**
 * A sign that the candidate makes things up, whatever the baseline does.
 *
 * @param most a fraction of the words said, or a number of utterances
 */
public record SignCheck(Sign sign, double most) implements Check {
  private static final int NAMED = 3;

  @Override
  public CheckResult of(Comparison comparison) {
    HallucinationSigns signs = HallucinationSigns.of(comparison.after());
    Unit unit = unit(sign);
    double found = sign.of(signs);
    return CheckResult.atMost(
        sign.key(),
        found,
        most,
        unit,
        "%s: %s%s; allowed %s"
            .formatted(
                sign.label(comparison.measure()),
                unit.show(found),
                named(sign.utterances(signs)),
                unit.show(most)));
  }

  static Unit unit(Sign sign) {
    return sign.counts() ? Unit.UTTERANCES : Unit.PERCENT;
  }

  private static String named(List<String> ids) {
    if (ids.isEmpty()) {
      return "";
    }
    String first = String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())));
    return " (" + first + (ids.size() > NAMED ? ", ..." : "") + ")";
  }
}
