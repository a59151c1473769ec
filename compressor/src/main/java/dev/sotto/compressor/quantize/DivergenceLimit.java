package dev.sotto.compressor.quantize;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.quantize.NumberFormat;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As small as can be at a cost: blocks of as few bits as change what the model says of speech by no
 * more than a bound.
 *
 * @param nats the bound: what units cost, each by itself, taken together
 */
public record DivergenceLimit(double nats) implements FormatRequest {
  /** Where no bound is named: a word in some hundreds changes. */
  static final double USUAL = 0.01;

  private static final String AUTO = "auto";
  private static final Pattern FORM = Pattern.compile(AUTO + "(?:=(\\d{1,3}(?:\\.\\d{1,9})?))?");

  static Optional<DivergenceLimit> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new DivergenceLimit(form.group(1) == null ? USUAL : Double.parseDouble(form.group(1))))
        : Optional.empty();
  }

  /**
   * Reads {@code auto}, or with another bound {@code auto=0.02}.
   *
   * @throws SottoException if it is neither
   */
  public static DivergenceLimit of(String text) {
    return parse(text)
        .orElseThrow(
            () -> SottoException.usage("expected auto or auto=NATS, found '" + text + "'"));
  }

  /** As it is asked for. */
  @Override
  public String toString() {
    return label();
  }

  @Override
  public String label() {
    return AUTO + "=" + BigDecimal.valueOf(nats).toPlainString();
  }

  @Override
  public boolean listens() {
    return true;
  }

  @Override
  public Map<String, NumberFormat> choose(WhisperModel model, Optional<Supplier<UnitCosts>> costs) {
    return FormatSearch.of(model, this, costs).below(nats);
  }
}
