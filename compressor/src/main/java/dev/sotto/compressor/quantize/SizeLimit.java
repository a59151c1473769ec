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
 * As good as fits a size: the formats of blocks are found by what each costs of what the model says
 * of speech.
 *
 * @param bytes that the graphs may take
 */
public record SizeLimit(long bytes) implements FormatRequest {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(kB|MB|GB)");
  private static final Map<String, Double> UNITS = Map.of("kB", 1e3, "MB", 1e6, "GB", 1e9);

  static Optional<SizeLimit> parse(String text) {
    Matcher size = FORM.matcher(text);
    return size.matches() && Double.parseDouble(size.group(1)) > 0
        ? Optional.of(
            new SizeLimit(Math.round(Double.parseDouble(size.group(1)) * UNITS.get(size.group(2)))))
        : Optional.empty();
  }

  /**
   * Reads such as {@code 26MB}, {@code 900kB} or {@code 1.2GB}.
   *
   * @throws SottoException if it is none
   */
  public static SizeLimit of(String text) {
    return parse(text)
        .orElseThrow(
            () -> SottoException.usage("expected a size such as 26MB, found '" + text + "'"));
  }

  @Override
  public boolean listens() {
    return true;
  }

  @Override
  public String label() {
    String unit = bytes >= 1e9 ? "GB" : bytes >= 1e6 ? "MB" : "kB";
    return BigDecimal.valueOf(bytes / UNITS.get(unit)).stripTrailingZeros().toPlainString() + unit;
  }

  @Override
  public Map<String, NumberFormat> choose(WhisperModel model, Optional<Supplier<UnitCosts>> costs) {
    return FormatSearch.of(model, this, costs).within(bytes);
  }
}
