package dev.sotto.compressor.quantize;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.quantize.HalfFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.quantize.RowFormat;
import dev.sotto.models.rewrite.Quantizing;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Roles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which format each weight gets: matrices of linear layers and the embedding what is asked for, all
 * else float16 unless a rule says otherwise.
 *
 * @param matrices what they get unless a rule says otherwise
 * @param rules what some roles get; the last that fits is taken
 */
public record RoleFormats(NumberFormat matrices, List<Rule> rules) implements FormatRequest {
  /** What {@link #of(String)} reads, for messages. */
  public static final String FORMATS = "FORMAT[,ROLES=FORMAT...]";

  private static final String EMBEDDING = "embedding";
  private static final NumberFormat REST = new HalfFormat();
  private static final String OTHERS = "others";
  private static final String POSITIONS = "embed_positions.weight";
  private static final Pattern CONVOLUTION = Pattern.compile(".*\\.conv\\d\\.weight");

  public RoleFormats {
    rules = List.copyOf(rules);
  }

  /**
   * A format for some roles.
   *
   * @param roles a role, in which {@code *} stands for any characters, or {@code embedding} for the
   *     token embedding and the product with the vocabulary, or {@code others} for convolutions and
   *     positions
   */
  public record Rule(String roles, NumberFormat format) {
    boolean fits(String role) {
      if (roles.equals(EMBEDDING)) {
        return role.equals(Roles.EMBEDDING) || role.equals(Roles.PROJECTION);
      }
      if (roles.equals(OTHERS)) {
        return isOther(role);
      }
      String pattern =
          Arrays.stream(roles.split("\\*", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*"));
      return role.matches(pattern);
    }
  }

  /**
   * Reads such as {@code int8} or {@code int4:32,embedding=int8,encoder.*.fc1.weight=int8:64}.
   *
   * @throws SottoException if that is not what it looks like
   */
  public static RoleFormats of(String text) {
    List<String> parts = Arrays.asList(text.split(",", -1));
    List<Rule> rules = new ArrayList<>();
    for (String part : parts.subList(1, parts.size())) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw SottoException.usage("expected %s, found '%s'".formatted(FORMATS, text));
      }
      rules.add(new Rule(part.substring(0, equals), NumberFormat.of(part.substring(equals + 1))));
    }
    return new RoleFormats(NumberFormat.of(parts.get(0)), rules);
  }

  @Override
  public String label() {
    return matrices.label()
        + rules.stream()
            .map(rule -> "," + rule.roles() + "=" + rule.format().label())
            .collect(Collectors.joining());
  }

  @Override
  public boolean listens() {
    return false;
  }

  @Override
  public Map<String, NumberFormat> choose(WhisperModel model, Optional<Supplier<UnitCosts>> costs) {
    return of(model);
  }

  /**
   * The format of each role of a model. A matrix that its graphs cannot read so is float16.
   *
   * @throws SottoException if a rule fits no matrix that can be stored so
   */
  public Map<String, NumberFormat> of(WhisperModel model) {
    for (Rule rule : rules) {
      boolean used =
          model.weights().values().stream()
              .anyMatch(weight -> rule.fits(weight.role()) && takes(weight, rule.format()));
      if (!used) {
        throw SottoException.usage(
            "no weight that '%s' fits can be stored as %s"
                .formatted(rule.roles(), rule.format().label()));
      }
    }
    Map<String, NumberFormat> formats = new TreeMap<>();
    model
        .weights()
        .forEach(
            (role, weight) -> {
              NumberFormat wanted =
                  rules.stream()
                      .filter(rule -> rule.fits(role))
                      .map(Rule::format)
                      .reduce(matrices, (first, second) -> second);
              formats.put(role, takes(weight, wanted) ? wanted : REST);
            });
    return formats;
  }

  /** Whether it is a convolution's or a table of positions. */
  static boolean isOther(String role) {
    return role.endsWith(POSITIONS) || CONVOLUTION.matcher(role).matches();
  }

  /** Whether a weight can be stored so. Positions are no matrix that anything multiplies by. */
  static boolean takes(LogicalWeight weight, NumberFormat format) {
    if (format instanceof HalfFormat) {
      return true;
    }
    boolean fits =
        format instanceof RowFormat
            ? weight.sites().stream().allMatch(site -> site.form().slice().isEmpty())
            : weight.shape().length == 2 && !isOther(weight.role());
    return fits
        && weight.sites().stream().allMatch(site -> Quantizing.reads(site, format, weight.shape()));
  }
}
